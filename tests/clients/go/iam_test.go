package clients

import (
	"net/url"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

const (
	trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"lambda.amazonaws.com"}}]}`
	send  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:000000000000:q"}]}`
	read  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*"}]}`
)

// sameDocument compares policies as IAM answers them: percent-encoded.
func sameDocument(t *testing.T, got *string, want string) {
	t.Helper()
	document, err := url.QueryUnescape(*got)
	check(t, err)
	sameJSON(t, "the policy's document", document, want)
}

func TestIAMRoleAndItsPolicy(t *testing.T) {
	client := iam.NewFromConfig(configured(t))
	name, policy := aws.String(unique(t, "role")), aws.String("own")
	step(t, "create and read", func(t *testing.T) {
		_, err := client.CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: name, AssumeRolePolicyDocument: aws.String(trust)})
		check(t, err)
		found, err := client.GetRole(t.Context(), &iam.GetRoleInput{RoleName: name})
		check(t, err)
		same(t, "RoleName", found.Role.RoleName, name)
		sameDocument(t, found.Role.AssumeRolePolicyDocument, trust)
	})
	step(t, "update", func(t *testing.T) {
		_, err := client.UpdateRole(t.Context(), &iam.UpdateRoleInput{RoleName: name, Description: aws.String("Sends"), MaxSessionDuration: aws.Int32(7200)})
		check(t, err)
		found, err := client.GetRole(t.Context(), &iam.GetRoleInput{RoleName: name})
		check(t, err)
		same(t, "Description", found.Role.Description, aws.String("Sends"))
		same(t, "MaxSessionDuration", found.Role.MaxSessionDuration, aws.Int32(7200))
	})
	step(t, "policy of its own", func(t *testing.T) {
		for _, document := range []string{send, read} {
			put := iam.PutRolePolicyInput{RoleName: name, PolicyName: policy, PolicyDocument: aws.String(document)}
			_, err := client.PutRolePolicy(t.Context(), &put)
			check(t, err)
			found, err := client.GetRolePolicy(t.Context(), &iam.GetRolePolicyInput{RoleName: name, PolicyName: policy})
			check(t, err)
			sameDocument(t, found.PolicyDocument, document)
		}
		_, err := client.DeleteRole(t.Context(), &iam.DeleteRoleInput{RoleName: name})
		refused(t, err, "DeleteConflict")
		_, err = client.DeleteRolePolicy(t.Context(), &iam.DeleteRolePolicyInput{RoleName: name, PolicyName: policy})
		check(t, err)
		_, err = client.GetRolePolicy(t.Context(), &iam.GetRolePolicyInput{RoleName: name, PolicyName: policy})
		refused(t, err, "NoSuchEntity")
	})
	step(t, "delete", func(t *testing.T) {
		_, err := client.DeleteRole(t.Context(), &iam.DeleteRoleInput{RoleName: name})
		check(t, err)
		_, err = client.GetRole(t.Context(), &iam.GetRoleInput{RoleName: name})
		refused(t, err, "NoSuchEntity")
	})
}

func TestIAMPolicy(t *testing.T) {
	client := iam.NewFromConfig(configured(t))
	var arn *string
	step(t, "create and read", func(t *testing.T) {
		create := iam.CreatePolicyInput{PolicyName: aws.String(unique(t, "policy")), Description: aws.String("Sends"), PolicyDocument: aws.String(send)}
		made, err := client.CreatePolicy(t.Context(), &create)
		check(t, err)
		arn = made.Policy.Arn
		found, err := client.GetPolicy(t.Context(), &iam.GetPolicyInput{PolicyArn: arn})
		check(t, err)
		same(t, "Description", found.Policy.Description, create.Description)
		version, err := client.GetPolicyVersion(t.Context(), &iam.GetPolicyVersionInput{PolicyArn: arn, VersionId: found.Policy.DefaultVersionId})
		check(t, err)
		sameDocument(t, version.PolicyVersion.Document, send)
	})
	step(t, "update", func(t *testing.T) {
		update := iam.CreatePolicyVersionInput{PolicyArn: arn, PolicyDocument: aws.String(read), SetAsDefault: true}
		_, err := client.CreatePolicyVersion(t.Context(), &update)
		check(t, err)
		found, err := client.GetPolicy(t.Context(), &iam.GetPolicyInput{PolicyArn: arn})
		check(t, err)
		same(t, "DefaultVersionId", found.Policy.DefaultVersionId, aws.String("v2"))
		_, err = client.DeletePolicyVersion(t.Context(), &iam.DeletePolicyVersionInput{PolicyArn: arn, VersionId: aws.String("v1")})
		check(t, err)
	})
	step(t, "delete", func(t *testing.T) {
		_, err := client.DeletePolicy(t.Context(), &iam.DeletePolicyInput{PolicyArn: arn})
		check(t, err)
		_, err = client.GetPolicy(t.Context(), &iam.GetPolicyInput{PolicyArn: arn})
		refused(t, err, "NoSuchEntity")
	})
}
