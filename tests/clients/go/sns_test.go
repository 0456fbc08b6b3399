package clients

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

func TestSNS(t *testing.T) {
	client := sns.NewFromConfig(configured(t))
	var arn *string
	attributes := func(t *testing.T) map[string]string {
		found, err := client.GetTopicAttributes(t.Context(), &sns.GetTopicAttributesInput{TopicArn: arn})
		check(t, err)
		return found.Attributes
	}
	step(t, "create and read", func(t *testing.T) {
		create := sns.CreateTopicInput{Name: aws.String(unique(t, "alarms")), Attributes: map[string]string{"KmsMasterKeyId": "alias/aws/sns"}}
		made, err := client.CreateTopic(t.Context(), &create)
		check(t, err)
		arn = made.TopicArn
		same(t, "KmsMasterKeyId", attributes(t)["KmsMasterKeyId"], "alias/aws/sns")
	})
	step(t, "update", func(t *testing.T) {
		set := sns.SetTopicAttributesInput{TopicArn: arn, AttributeName: aws.String("DisplayName"), AttributeValue: aws.String("Alarms")}
		_, err := client.SetTopicAttributes(t.Context(), &set)
		check(t, err)
		same(t, "DisplayName", attributes(t)["DisplayName"], "Alarms")
	})
	step(t, "subscription", func(t *testing.T) {
		subscribe := sns.SubscribeInput{
			TopicArn: arn, Protocol: aws.String("sqs"), Endpoint: aws.String("arn:aws:sqs:us-east-1:000000000000:q"),
			ReturnSubscriptionArn: true,
		}
		made, err := client.Subscribe(t.Context(), &subscribe)
		check(t, err)
		found, err := client.GetSubscriptionAttributes(t.Context(), &sns.GetSubscriptionAttributesInput{SubscriptionArn: made.SubscriptionArn})
		check(t, err)
		same(t, "Endpoint", found.Attributes["Endpoint"], *subscribe.Endpoint)
		_, err = client.Unsubscribe(t.Context(), &sns.UnsubscribeInput{SubscriptionArn: made.SubscriptionArn})
		check(t, err)
		_, err = client.GetSubscriptionAttributes(t.Context(), &sns.GetSubscriptionAttributesInput{SubscriptionArn: made.SubscriptionArn})
		refused(t, err, "NotFound")
	})
	step(t, "delete", func(t *testing.T) {
		_, err := client.DeleteTopic(t.Context(), &sns.DeleteTopicInput{TopicArn: arn})
		check(t, err)
		_, err = client.GetTopicAttributes(t.Context(), &sns.GetTopicAttributesInput{TopicArn: arn})
		refused(t, err, "NotFound")
	})
}
