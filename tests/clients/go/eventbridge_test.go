package clients

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

func TestEventBridge(t *testing.T) {
	client := eventbridge.NewFromConfig(configured(t))
	name := aws.String(unique(t, "rule"))
	described := func(t *testing.T) *eventbridge.DescribeRuleOutput {
		found, err := client.DescribeRule(t.Context(), &eventbridge.DescribeRuleInput{Name: name})
		check(t, err)
		return found
	}
	put := eventbridge.PutRuleInput{
		Name:         name,
		Description:  aws.String("Somebody has changed something"),
		EventPattern: aws.String(`{"source":["aws.cognito-idp"],"detail":{"eventName":["UpdateUserAttributes"]}}`),
	}
	step(t, "create and read", func(t *testing.T) {
		_, err := client.PutRule(t.Context(), &put)
		check(t, err)
		found := described(t)
		same(t, "Description", found.Description, put.Description)
		sameJSON(t, "EventPattern", *found.EventPattern, *put.EventPattern)
		same(t, "State", found.State, types.RuleStateEnabled)
	})
	step(t, "update", func(t *testing.T) {
		put.State = types.RuleStateDisabled
		_, err := client.PutRule(t.Context(), &put)
		check(t, err)
		same(t, "State", described(t).State, types.RuleStateDisabled)
	})
	step(t, "targets", func(t *testing.T) {
		target := types.Target{Id: aws.String("queue"), Arn: aws.String("arn:aws:sqs:us-east-1:000000000000:q"), InputPath: aws.String("$.detail")}
		_, err := client.PutTargets(t.Context(), &eventbridge.PutTargetsInput{Rule: name, Targets: []types.Target{target}})
		check(t, err)
		found, err := client.ListTargetsByRule(t.Context(), &eventbridge.ListTargetsByRuleInput{Rule: name})
		check(t, err)
		same(t, "Targets", found.Targets, []types.Target{target})
		_, err = client.RemoveTargets(t.Context(), &eventbridge.RemoveTargetsInput{Rule: name, Ids: []string{"queue"}})
		check(t, err)
	})
	step(t, "delete", func(t *testing.T) {
		_, err := client.DeleteRule(t.Context(), &eventbridge.DeleteRuleInput{Name: name})
		check(t, err)
		_, err = client.DescribeRule(t.Context(), &eventbridge.DescribeRuleInput{Name: name})
		refused(t, err, "ResourceNotFoundException")
	})
}
