package clients

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func TestSQS(t *testing.T) {
	client := sqs.NewFromConfig(configured(t))
	name := aws.String(unique(t, "repair"))
	var queue *string
	attributes := func(t *testing.T) map[string]string {
		get := sqs.GetQueueAttributesInput{QueueUrl: queue, AttributeNames: []types.QueueAttributeName{"All"}}
		found, err := client.GetQueueAttributes(t.Context(), &get)
		check(t, err)
		return found.Attributes
	}
	step(t, "create and read", func(t *testing.T) {
		create := sqs.CreateQueueInput{QueueName: name, Attributes: map[string]string{"SqsManagedSseEnabled": "true", "VisibilityTimeout": "180"}}
		made, err := client.CreateQueue(t.Context(), &create)
		check(t, err)
		queue = made.QueueUrl
		for attribute, value := range create.Attributes {
			same(t, attribute, attributes(t)[attribute], value)
		}
		found, err := client.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: name})
		check(t, err)
		same(t, "QueueUrl", found.QueueUrl, queue)
	})
	step(t, "update", func(t *testing.T) {
		set := sqs.SetQueueAttributesInput{QueueUrl: queue, Attributes: map[string]string{"VisibilityTimeout": "60"}}
		_, err := client.SetQueueAttributes(t.Context(), &set)
		check(t, err)
		same(t, "VisibilityTimeout", attributes(t)["VisibilityTimeout"], "60")
		_, err = client.TagQueue(t.Context(), &sqs.TagQueueInput{QueueUrl: queue, Tags: map[string]string{"stage": "test"}})
		check(t, err)
		tags, err := client.ListQueueTags(t.Context(), &sqs.ListQueueTagsInput{QueueUrl: queue})
		check(t, err)
		same(t, "Tags", tags.Tags, map[string]string{"stage": "test"})
	})
	step(t, "message", func(t *testing.T) {
		_, err := client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: queue, MessageBody: aws.String("ä")})
		check(t, err)
		received, err := client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: queue, WaitTimeSeconds: 5})
		check(t, err)
		same(t, "how many have come", len(received.Messages), 1)
		same(t, "Body", received.Messages[0].Body, aws.String("ä"))
		_, err = client.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: queue, ReceiptHandle: received.Messages[0].ReceiptHandle})
		check(t, err)
	})
	step(t, "delete", func(t *testing.T) {
		_, err := client.DeleteQueue(t.Context(), &sqs.DeleteQueueInput{QueueUrl: queue})
		check(t, err)
		_, err = client.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: name})
		refused(t, err, "AWS.SimpleQueueService.NonExistentQueue")
	})
}
