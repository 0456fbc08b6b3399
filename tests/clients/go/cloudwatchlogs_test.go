package clients

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

func TestCloudWatchLogs(t *testing.T) {
	client := cloudwatchlogs.NewFromConfig(configured(t))
	name := aws.String(unique(t, "/clients/log-group"))
	described := func(t *testing.T) []types.LogGroup {
		found, err := client.DescribeLogGroups(t.Context(), &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: name})
		check(t, err)
		return found.LogGroups
	}
	filters := func(t *testing.T) []types.MetricFilter {
		found, err := client.DescribeMetricFilters(t.Context(), &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: name})
		check(t, err)
		return found.MetricFilters
	}
	step(t, "create and read", func(t *testing.T) {
		_, err := client.CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: name})
		check(t, err)
		same(t, "LogGroupName", described(t)[0].LogGroupName, name)
		_, err = client.CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: name})
		refused(t, err, "ResourceAlreadyExistsException")
	})
	step(t, "update", func(t *testing.T) {
		retention := cloudwatchlogs.PutRetentionPolicyInput{LogGroupName: name, RetentionInDays: aws.Int32(90)}
		_, err := client.PutRetentionPolicy(t.Context(), &retention)
		check(t, err)
		same(t, "RetentionInDays", described(t)[0].RetentionInDays, aws.Int32(90))
	})
	step(t, "metric filter", func(t *testing.T) {
		put := cloudwatchlogs.PutMetricFilterInput{
			LogGroupName:  name,
			FilterName:    aws.String("slow"),
			FilterPattern: aws.String(`{ $.type = "platform.report" }`),
			MetricTransformations: []types.MetricTransformation{{
				MetricName: aws.String("Time"), MetricNamespace: aws.String("Clients"),
				MetricValue: aws.String("$.record.metrics.durationMs"), Unit: types.StandardUnitMilliseconds,
			}},
		}
		_, err := client.PutMetricFilter(t.Context(), &put)
		check(t, err)
		found := filters(t)
		same(t, "how many are found", len(found), 1)
		same(t, "FilterPattern", found[0].FilterPattern, put.FilterPattern)
		same(t, "MetricTransformations", found[0].MetricTransformations, put.MetricTransformations)
		_, err = client.DeleteMetricFilter(t.Context(), &cloudwatchlogs.DeleteMetricFilterInput{LogGroupName: name, FilterName: put.FilterName})
		check(t, err)
		same(t, "how many are left", len(filters(t)), 0)
	})
	step(t, "delete", func(t *testing.T) {
		_, err := client.DeleteLogGroup(t.Context(), &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: name})
		check(t, err)
		same(t, "how many are left", len(described(t)), 0)
		_, err = client.DeleteLogGroup(t.Context(), &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: name})
		refused(t, err, "ResourceNotFoundException")
	})
}
