package clients

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func TestDynamoDB(t *testing.T) {
	client := dynamodb.NewFromConfig(configured(t))
	name := aws.String(unique(t, "users"))
	described := func(t *testing.T) types.TableDescription {
		found, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: name})
		check(t, err)
		return *found.Table
	}
	step(t, "create and read", func(t *testing.T) {
		create := dynamodb.CreateTableInput{
			TableName:            name,
			BillingMode:          types.BillingModePayPerRequest,
			AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("user_id"), AttributeType: types.ScalarAttributeTypeS}},
			KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("user_id"), KeyType: types.KeyTypeHash}},
		}
		_, err := client.CreateTable(t.Context(), &create)
		check(t, err)
		found := described(t)
		same(t, "TableStatus", found.TableStatus, types.TableStatusActive)
		same(t, "KeySchema", found.KeySchema, create.KeySchema)
		same(t, "BillingMode", found.BillingModeSummary.BillingMode, create.BillingMode)
	})
	step(t, "items", func(t *testing.T) {
		item := map[string]types.AttributeValue{
			"user_id": &types.AttributeValueMemberS{Value: "1"},
			"status":  &types.AttributeValueMemberS{Value: "ACTIVE"},
		}
		put := dynamodb.PutItemInput{TableName: name, Item: item, ConditionExpression: aws.String("attribute_not_exists(user_id)")}
		_, err := client.PutItem(t.Context(), &put)
		check(t, err)
		_, err = client.PutItem(t.Context(), &put)
		refused(t, err, "ConditionalCheckFailedException")
		key := map[string]types.AttributeValue{"user_id": item["user_id"]}
		read, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: name, Key: key})
		check(t, err)
		same(t, "Item", read.Item, item)
		_, err = client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: name, Key: key})
		check(t, err)
	})
	step(t, "update", func(t *testing.T) {
		protect := dynamodb.UpdateTableInput{TableName: name, DeletionProtectionEnabled: aws.Bool(true)}
		_, err := client.UpdateTable(t.Context(), &protect)
		check(t, err)
		same(t, "DeletionProtectionEnabled", described(t).DeletionProtectionEnabled, aws.Bool(true))
		_, err = client.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: name})
		refused(t, err, "ValidationException")
		_, err = client.UpdateTable(t.Context(), &dynamodb.UpdateTableInput{TableName: name, DeletionProtectionEnabled: aws.Bool(false)})
		check(t, err)
		recovery := types.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: aws.Bool(true)}
		_, err = client.UpdateContinuousBackups(t.Context(), &dynamodb.UpdateContinuousBackupsInput{TableName: name, PointInTimeRecoverySpecification: &recovery})
		check(t, err)
		backups, err := client.DescribeContinuousBackups(t.Context(), &dynamodb.DescribeContinuousBackupsInput{TableName: name})
		check(t, err)
		status := backups.ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus
		same(t, "PointInTimeRecoveryStatus", status, types.PointInTimeRecoveryStatusEnabled)
	})
	step(t, "delete", func(t *testing.T) {
		_, err := client.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: name})
		check(t, err)
		_, err = client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: name})
		refused(t, err, "ResourceNotFoundException")
	})
}
