package clients

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

func TestCloudWatchAlarms(t *testing.T) {
	client := cloudwatch.NewFromConfig(configured(t))
	name := aws.String(unique(t, "alarm"))
	alarm := cloudwatch.PutMetricAlarmInput{
		AlarmName:          name,
		AlarmDescription:   aws.String(`less < than & "quoted"`),
		Namespace:          aws.String("AWS/Lambda"),
		MetricName:         aws.String("Errors"),
		Dimensions:         []types.Dimension{{Name: aws.String("FunctionName"), Value: aws.String("f")}},
		Statistic:          types.StatisticSum,
		Period:             aws.Int32(300),
		EvaluationPeriods:  aws.Int32(3),
		Threshold:          aws.Float64(0.5),
		ComparisonOperator: types.ComparisonOperatorGreaterThanThreshold,
		TreatMissingData:   aws.String("notBreaching"),
		AlarmActions:       []string{"arn:aws:sns:us-east-1:000000000000:alarms"},
		Tags:               []types.Tag{{Key: aws.String("stage"), Value: aws.String("test")}},
	}
	described := func(t *testing.T) types.MetricAlarm {
		found, err := client.DescribeAlarms(t.Context(), &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{*name}})
		check(t, err)
		same(t, "how many are found", len(found.MetricAlarms), 1)
		return found.MetricAlarms[0]
	}
	step(t, "create", func(t *testing.T) {
		_, err := client.PutMetricAlarm(t.Context(), &alarm)
		check(t, err)
	})
	step(t, "read", func(t *testing.T) {
		found := described(t)
		same(t, "AlarmDescription", found.AlarmDescription, alarm.AlarmDescription)
		same(t, "Dimensions", found.Dimensions, alarm.Dimensions)
		same(t, "Statistic", found.Statistic, alarm.Statistic)
		same(t, "EvaluationPeriods", found.EvaluationPeriods, alarm.EvaluationPeriods)
		same(t, "Threshold", found.Threshold, alarm.Threshold)
		same(t, "TreatMissingData", found.TreatMissingData, alarm.TreatMissingData)
		same(t, "AlarmActions", found.AlarmActions, alarm.AlarmActions)
		same(t, "ExtendedStatistic", found.ExtendedStatistic, (*string)(nil))
		tags, err := client.ListTagsForResource(t.Context(), &cloudwatch.ListTagsForResourceInput{ResourceARN: found.AlarmArn})
		check(t, err)
		same(t, "the tags", tags.Tags, alarm.Tags)
	})
	step(t, "update", func(t *testing.T) {
		alarm.Statistic, alarm.ExtendedStatistic = "", aws.String("p99")
		_, err := client.PutMetricAlarm(t.Context(), &alarm)
		check(t, err)
		found := described(t)
		same(t, "ExtendedStatistic", found.ExtendedStatistic, aws.String("p99"))
		same(t, "Statistic", found.Statistic, types.Statistic(""))
	})
	step(t, "delete", func(t *testing.T) {
		_, err := client.DeleteAlarms(t.Context(), &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{*name}})
		check(t, err)
		found, err := client.DescribeAlarms(t.Context(), &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{*name}})
		check(t, err)
		same(t, "how many are left", len(found.MetricAlarms), 0)
	})
}

func TestCloudWatchDashboard(t *testing.T) {
	client := cloudwatch.NewFromConfig(configured(t))
	name := aws.String(unique(t, "dashboard"))
	put := func(t *testing.T, body string) {
		_, err := client.PutDashboard(t.Context(), &cloudwatch.PutDashboardInput{DashboardName: name, DashboardBody: &body})
		check(t, err)
		read, err := client.GetDashboard(t.Context(), &cloudwatch.GetDashboardInput{DashboardName: name})
		check(t, err)
		sameJSON(t, "DashboardBody", *read.DashboardBody, body)
	}
	text := `{"widgets":[{"type":"text","width":12,"height":6,"properties":{"markdown":"ä"}}]}`
	step(t, "create and read", func(t *testing.T) { put(t, text) })
	step(t, "update", func(t *testing.T) { put(t, `{"widgets":[]}`) })
	step(t, "delete", func(t *testing.T) {
		_, err := client.DeleteDashboards(t.Context(), &cloudwatch.DeleteDashboardsInput{DashboardNames: []string{*name}})
		check(t, err)
		_, err = client.GetDashboard(t.Context(), &cloudwatch.GetDashboardInput{DashboardName: name})
		refused(t, err, "ResourceNotFound")
	})
}
