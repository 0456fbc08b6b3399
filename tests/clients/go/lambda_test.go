package clients

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// newRole is the ARN of a role that functions may take; it is deleted after the test.
func newRole(t *testing.T) *string {
	t.Helper()
	client := iam.NewFromConfig(configured(t))
	name := aws.String(unique(t, "role"))
	made, err := client.CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: name, AssumeRolePolicyDocument: aws.String(trust)})
	check(t, err)
	t.Cleanup(func() {
		// the test's own context has ended by now
		_, err := client.DeleteRole(context.Background(), &iam.DeleteRoleInput{RoleName: name})
		check(t, err)
	})
	return made.Role.Arn
}

// packaged is a function's code, which answers what it is asked.
func packaged(t *testing.T) []byte {
	t.Helper()
	var archive bytes.Buffer
	writer := zip.NewWriter(&archive)
	file, err := writer.Create("handler.py")
	check(t, err)
	_, err = file.Write([]byte("def handle(event, context):\n    return event\n"))
	check(t, err)
	check(t, writer.Close())
	return archive.Bytes()
}

func TestLambda(t *testing.T) {
	client := lambda.NewFromConfig(configured(t))
	name := aws.String(unique(t, "function"))
	create := lambda.CreateFunctionInput{
		FunctionName:  name,
		Role:          newRole(t),
		Runtime:       types.RuntimePython313,
		Handler:       aws.String("handler.handle"),
		Timeout:       aws.Int32(5),
		MemorySize:    aws.Int32(512),
		Architectures: []types.Architecture{types.ArchitectureArm64},
		Environment:   &types.Environment{Variables: map[string]string{"STAGE": "test"}},
		Code:          &types.FunctionCode{ZipFile: packaged(t)},
	}
	described := func(t *testing.T) types.FunctionConfiguration {
		found, err := client.GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: name})
		check(t, err)
		return *found.Configuration
	}
	step(t, "create and read", func(t *testing.T) {
		_, err := client.CreateFunction(t.Context(), &create)
		check(t, err)
		found := described(t)
		same(t, "Handler", found.Handler, create.Handler)
		same(t, "Runtime", found.Runtime, create.Runtime)
		same(t, "Timeout", found.Timeout, create.Timeout)
		same(t, "MemorySize", found.MemorySize, create.MemorySize)
		same(t, "Variables", found.Environment.Variables, create.Environment.Variables)
	})
	step(t, "invoke", func(t *testing.T) {
		answer, err := client.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: name, Payload: []byte(`{"a":1}`)})
		check(t, err)
		same(t, "FunctionError", answer.FunctionError, (*string)(nil))
		sameJSON(t, "the payload", string(answer.Payload), `{"a":1}`)
	})
	step(t, "update", func(t *testing.T) {
		_, err := client.UpdateFunctionConfiguration(t.Context(), &lambda.UpdateFunctionConfigurationInput{FunctionName: name, Timeout: aws.Int32(9)})
		check(t, err)
		same(t, "Timeout", described(t).Timeout, aws.Int32(9))
		_, err = client.UpdateFunctionCode(t.Context(), &lambda.UpdateFunctionCodeInput{FunctionName: name, ZipFile: packaged(t)})
		check(t, err)
	})
	step(t, "permission", func(t *testing.T) {
		add := lambda.AddPermissionInput{
			FunctionName: name, StatementId: aws.String("Cognito"), Action: aws.String("lambda:InvokeFunction"),
			Principal: aws.String("cognito-idp.amazonaws.com"), SourceAccount: aws.String("000000000000"),
		}
		_, err := client.AddPermission(t.Context(), &add)
		check(t, err)
		found, err := client.GetPolicy(t.Context(), &lambda.GetPolicyInput{FunctionName: name})
		check(t, err)
		var policy struct{ Statement []struct{ Sid string } }
		check(t, json.Unmarshal([]byte(*found.Policy), &policy))
		same(t, "how many statements are found", len(policy.Statement), 1)
		same(t, "Sid", policy.Statement[0].Sid, *add.StatementId)
		remove := lambda.RemovePermissionInput{FunctionName: name, StatementId: add.StatementId}
		_, err = client.RemovePermission(t.Context(), &remove)
		check(t, err)
		_, err = client.RemovePermission(t.Context(), &remove)
		refused(t, err, "ResourceNotFoundException")
	})
	step(t, "event source mapping", func(t *testing.T) { mapsAQueue(t, client, name) })
	step(t, "delete", func(t *testing.T) {
		_, err := client.DeleteFunction(t.Context(), &lambda.DeleteFunctionInput{FunctionName: name})
		check(t, err)
		_, err = client.GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: name})
		refused(t, err, "ResourceNotFoundException")
	})
}

func mapsAQueue(t *testing.T, client *lambda.Client, function *string) {
	queues := sqs.NewFromConfig(configured(t))
	queue, err := queues.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String(unique(t, "source"))})
	check(t, err)
	get := sqs.GetQueueAttributesInput{QueueUrl: queue.QueueUrl, AttributeNames: []sqstypes.QueueAttributeName{"QueueArn"}}
	about, err := queues.GetQueueAttributes(t.Context(), &get)
	check(t, err)
	create := lambda.CreateEventSourceMappingInput{
		FunctionName:          function,
		EventSourceArn:        aws.String(about.Attributes["QueueArn"]),
		BatchSize:             aws.Int32(5),
		FunctionResponseTypes: []types.FunctionResponseType{types.FunctionResponseTypeReportBatchItemFailures},
	}
	made, err := client.CreateEventSourceMapping(t.Context(), &create)
	check(t, err)
	_, err = client.UpdateEventSourceMapping(t.Context(), &lambda.UpdateEventSourceMappingInput{UUID: made.UUID, BatchSize: aws.Int32(3)})
	check(t, err)
	found, err := client.GetEventSourceMapping(t.Context(), &lambda.GetEventSourceMappingInput{UUID: made.UUID})
	check(t, err)
	same(t, "BatchSize", found.BatchSize, aws.Int32(3))
	same(t, "EventSourceArn", found.EventSourceArn, create.EventSourceArn)
	same(t, "FunctionResponseTypes", found.FunctionResponseTypes, create.FunctionResponseTypes)
	_, err = client.DeleteEventSourceMapping(t.Context(), &lambda.DeleteEventSourceMappingInput{UUID: made.UUID})
	check(t, err)
	_, err = queues.DeleteQueue(t.Context(), &sqs.DeleteQueueInput{QueueUrl: queue.QueueUrl})
	check(t, err)
}
