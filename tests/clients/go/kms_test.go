package clients

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
)

func TestKMS(t *testing.T) {
	client := kms.NewFromConfig(configured(t))
	var id *string
	described := func(t *testing.T) types.KeyMetadata {
		found, err := client.DescribeKey(t.Context(), &kms.DescribeKeyInput{KeyId: id})
		check(t, err)
		return *found.KeyMetadata
	}
	step(t, "create and read", func(t *testing.T) {
		made, err := client.CreateKey(t.Context(), &kms.CreateKeyInput{Description: aws.String("Encrypts alarms")})
		check(t, err)
		id = made.KeyMetadata.KeyId
		found := described(t)
		same(t, "Description", found.Description, aws.String("Encrypts alarms"))
		same(t, "KeyState", found.KeyState, types.KeyStateEnabled)
	})
	step(t, "update", func(t *testing.T) {
		policy := aws.String(`{"Version":"2012-10-17","Statement":[{"Sid":"Root","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:root"},"Action":"kms:*","Resource":"*"}]}`)
		_, err := client.PutKeyPolicy(t.Context(), &kms.PutKeyPolicyInput{KeyId: id, PolicyName: aws.String("default"), Policy: policy})
		check(t, err)
		found, err := client.GetKeyPolicy(t.Context(), &kms.GetKeyPolicyInput{KeyId: id, PolicyName: aws.String("default")})
		check(t, err)
		sameJSON(t, "Policy", *found.Policy, *policy)
		_, err = client.EnableKeyRotation(t.Context(), &kms.EnableKeyRotationInput{KeyId: id})
		check(t, err)
		rotation, err := client.GetKeyRotationStatus(t.Context(), &kms.GetKeyRotationStatusInput{KeyId: id})
		check(t, err)
		same(t, "KeyRotationEnabled", rotation.KeyRotationEnabled, true)
	})
	step(t, "delete", func(t *testing.T) {
		_, err := client.ScheduleKeyDeletion(t.Context(), &kms.ScheduleKeyDeletionInput{KeyId: id, PendingWindowInDays: aws.Int32(7)})
		check(t, err)
		same(t, "KeyState", described(t).KeyState, types.KeyStatePendingDeletion)
	})
	step(t, "not found", func(t *testing.T) {
		_, err := client.DescribeKey(t.Context(), &kms.DescribeKeyInput{KeyId: aws.String("6f1c9d3e-0f5b-4f0e-9a57-1c7f3f3e7b11")})
		refused(t, err, "NotFoundException")
	})
}
