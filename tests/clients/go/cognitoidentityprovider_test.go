package clients

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

const password, newPassword = "Correct-horse-1", "Battery-staple-2"

func TestCognitoPool(t *testing.T) {
	client := cognitoidentityprovider.NewFromConfig(configured(t))
	var pool *string
	described := func(t *testing.T) types.UserPoolType {
		found, err := client.DescribeUserPool(t.Context(), &cognitoidentityprovider.DescribeUserPoolInput{UserPoolId: pool})
		check(t, err)
		return *found.UserPool
	}
	step(t, "create and read", func(t *testing.T) {
		create := cognitoidentityprovider.CreateUserPoolInput{
			PoolName:               aws.String(unique(t, "pool")),
			UsernameAttributes:     []types.UsernameAttributeType{types.UsernameAttributeTypeEmail},
			AutoVerifiedAttributes: []types.VerifiedAttributeType{types.VerifiedAttributeTypeEmail},
			UserPoolTags:           map[string]string{"stage": "test"},
		}
		made, err := client.CreateUserPool(t.Context(), &create)
		check(t, err)
		pool = made.UserPool.Id
		found := described(t)
		same(t, "Name", found.Name, create.PoolName)
		same(t, "UsernameAttributes", found.UsernameAttributes, create.UsernameAttributes)
		same(t, "UserPoolTags", found.UserPoolTags, create.UserPoolTags)
	})
	step(t, "update", func(t *testing.T) {
		protect := cognitoidentityprovider.UpdateUserPoolInput{UserPoolId: pool, DeletionProtection: types.DeletionProtectionTypeActive}
		_, err := client.UpdateUserPool(t.Context(), &protect)
		check(t, err)
		same(t, "DeletionProtection", described(t).DeletionProtection, types.DeletionProtectionTypeActive)
		_, err = client.DeleteUserPool(t.Context(), &cognitoidentityprovider.DeleteUserPoolInput{UserPoolId: pool})
		refused(t, err, "InvalidParameterException")
		_, err = client.UpdateUserPool(t.Context(), &cognitoidentityprovider.UpdateUserPoolInput{UserPoolId: pool})
		check(t, err)
	})
	step(t, "app client", func(t *testing.T) { hasAnAppClient(t, client, pool) })
	step(t, "group", func(t *testing.T) { hasAGroup(t, client, pool) })
	step(t, "domain", func(t *testing.T) { hasADomain(t, client, pool) })
	step(t, "risk configuration and log delivery", func(t *testing.T) { isWatched(t, client, pool) })
	step(t, "delete", func(t *testing.T) {
		_, err := client.DeleteUserPool(t.Context(), &cognitoidentityprovider.DeleteUserPoolInput{UserPoolId: pool})
		check(t, err)
		_, err = client.DescribeUserPool(t.Context(), &cognitoidentityprovider.DescribeUserPoolInput{UserPoolId: pool})
		refused(t, err, "ResourceNotFoundException")
	})
}

func hasAnAppClient(t *testing.T, client *cognitoidentityprovider.Client, pool *string) {
	made, err := client.CreateUserPoolClient(t.Context(), &cognitoidentityprovider.CreateUserPoolClientInput{UserPoolId: pool, ClientName: aws.String("app")})
	check(t, err)
	id := made.UserPoolClient.ClientId
	update := cognitoidentityprovider.UpdateUserPoolClientInput{
		UserPoolId: pool, ClientId: id, ExplicitAuthFlows: []types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsTypeAllowUserSrpAuth},
		AccessTokenValidity: aws.Int32(30), TokenValidityUnits: &types.TokenValidityUnitsType{AccessToken: types.TimeUnitsTypeMinutes},
	}
	_, err = client.UpdateUserPoolClient(t.Context(), &update)
	check(t, err)
	describe := cognitoidentityprovider.DescribeUserPoolClientInput{UserPoolId: pool, ClientId: id}
	found, err := client.DescribeUserPoolClient(t.Context(), &describe)
	check(t, err)
	same(t, "ExplicitAuthFlows", found.UserPoolClient.ExplicitAuthFlows, update.ExplicitAuthFlows)
	same(t, "AccessTokenValidity", found.UserPoolClient.AccessTokenValidity, update.AccessTokenValidity)
	_, err = client.DeleteUserPoolClient(t.Context(), &cognitoidentityprovider.DeleteUserPoolClientInput{UserPoolId: pool, ClientId: id})
	check(t, err)
	_, err = client.DescribeUserPoolClient(t.Context(), &describe)
	refused(t, err, "ResourceNotFoundException")
}

func hasAGroup(t *testing.T, client *cognitoidentityprovider.Client, pool *string) {
	create := cognitoidentityprovider.CreateGroupInput{UserPoolId: pool, GroupName: aws.String("Doctor"), Description: aws.String("Doctors"), Precedence: aws.Int32(2)}
	_, err := client.CreateGroup(t.Context(), &create)
	check(t, err)
	_, err = client.UpdateGroup(t.Context(), &cognitoidentityprovider.UpdateGroupInput{UserPoolId: pool, GroupName: create.GroupName, Precedence: aws.Int32(1)})
	check(t, err)
	found, err := client.GetGroup(t.Context(), &cognitoidentityprovider.GetGroupInput{UserPoolId: pool, GroupName: create.GroupName})
	check(t, err)
	same(t, "Description", found.Group.Description, create.Description)
	same(t, "Precedence", found.Group.Precedence, aws.Int32(1))
	_, err = client.DeleteGroup(t.Context(), &cognitoidentityprovider.DeleteGroupInput{UserPoolId: pool, GroupName: create.GroupName})
	check(t, err)
	_, err = client.GetGroup(t.Context(), &cognitoidentityprovider.GetGroupInput{UserPoolId: pool, GroupName: create.GroupName})
	refused(t, err, "ResourceNotFoundException")
}

func hasADomain(t *testing.T, client *cognitoidentityprovider.Client, pool *string) {
	name := aws.String(unique(t, "domain"))
	_, err := client.CreateUserPoolDomain(t.Context(), &cognitoidentityprovider.CreateUserPoolDomainInput{UserPoolId: pool, Domain: name})
	check(t, err)
	update := cognitoidentityprovider.UpdateUserPoolDomainInput{UserPoolId: pool, Domain: name, ManagedLoginVersion: aws.Int32(1)}
	_, err = client.UpdateUserPoolDomain(t.Context(), &update)
	check(t, err)
	found, err := client.DescribeUserPoolDomain(t.Context(), &cognitoidentityprovider.DescribeUserPoolDomainInput{Domain: name})
	check(t, err)
	same(t, "UserPoolId", found.DomainDescription.UserPoolId, pool)
	_, err = client.DeleteUserPoolDomain(t.Context(), &cognitoidentityprovider.DeleteUserPoolDomainInput{UserPoolId: pool, Domain: name})
	check(t, err)
	found, err = client.DescribeUserPoolDomain(t.Context(), &cognitoidentityprovider.DescribeUserPoolDomainInput{Domain: name})
	check(t, err)
	same(t, "UserPoolId", found.DomainDescription.UserPoolId, (*string)(nil))
}

func isWatched(t *testing.T, client *cognitoidentityprovider.Client, pool *string) {
	ranges := types.RiskExceptionConfigurationType{BlockedIPRangeList: []string{"192.0.2.0/24"}}
	set := cognitoidentityprovider.SetRiskConfigurationInput{UserPoolId: pool, RiskExceptionConfiguration: &ranges}
	_, err := client.SetRiskConfiguration(t.Context(), &set)
	refused(t, err, "UserPoolAddOnNotEnabledException")
	protect := cognitoidentityprovider.UpdateUserPoolInput{
		UserPoolId: pool, UserPoolTier: types.UserPoolTierTypePlus,
		UserPoolAddOns: &types.UserPoolAddOnsType{AdvancedSecurityMode: types.AdvancedSecurityModeTypeEnforced},
	}
	_, err = client.UpdateUserPool(t.Context(), &protect)
	check(t, err)
	_, err = client.SetRiskConfiguration(t.Context(), &set)
	check(t, err)
	risks, err := client.DescribeRiskConfiguration(t.Context(), &cognitoidentityprovider.DescribeRiskConfigurationInput{UserPoolId: pool})
	check(t, err)
	same(t, "BlockedIPRangeList", risks.RiskConfiguration.RiskExceptionConfiguration.BlockedIPRangeList, ranges.BlockedIPRangeList)
	logs := []types.LogConfigurationType{{
		LogLevel: types.LogLevelError, EventSource: types.EventSourceNameUserNotification,
		CloudWatchLogsConfiguration: &types.CloudWatchLogsConfigurationType{LogGroupArn: aws.String("arn:aws:logs:us-east-1:000000000000:log-group:users")},
	}}
	_, err = client.SetLogDeliveryConfiguration(t.Context(), &cognitoidentityprovider.SetLogDeliveryConfigurationInput{UserPoolId: pool, LogConfigurations: logs})
	check(t, err)
	delivery, err := client.GetLogDeliveryConfiguration(t.Context(), &cognitoidentityprovider.GetLogDeliveryConfigurationInput{UserPoolId: pool})
	check(t, err)
	same(t, "LogConfigurations", delivery.LogDeliveryConfiguration.LogConfigurations, logs)
}

func TestCognitoSignUpFlow(t *testing.T) {
	client := cognitoidentityprovider.NewFromConfig(configured(t))
	app, address := aws.String(setting(t, "CLIENT_ID")), aws.String(unique(t, "go")+"@example.com")
	var tokens *types.AuthenticationResultType
	initiate := func(t *testing.T, flow types.AuthFlowType, parameters map[string]string) (*types.AuthenticationResultType, error) {
		answer, err := client.InitiateAuth(t.Context(), &cognitoidentityprovider.InitiateAuthInput{ClientId: app, AuthFlow: flow, AuthParameters: parameters})
		if err != nil {
			return nil, err
		}
		return answer.AuthenticationResult, nil
	}
	signIn := func(t *testing.T, password string) {
		var err error
		tokens, err = initiate(t, types.AuthFlowTypeUserPasswordAuth, map[string]string{"USERNAME": *address, "PASSWORD": password})
		check(t, err)
	}
	step(t, "sign up", func(t *testing.T) {
		attributes := []types.AttributeType{attribute("email", *address), attribute("name", "Ada Lovelace"), attribute("custom:user_type", "Doctor")}
		_, err := client.SignUp(t.Context(), &cognitoidentityprovider.SignUpInput{ClientId: app, Username: address, Password: aws.String(password), UserAttributes: attributes})
		check(t, err)
	})
	step(t, "confirm", func(t *testing.T) {
		confirm := cognitoidentityprovider.ConfirmSignUpInput{ClientId: app, Username: address, ConfirmationCode: aws.String("000000x")}
		_, err := client.ConfirmSignUp(t.Context(), &confirm)
		refused(t, err, "CodeMismatchException")
		confirm.ConfirmationCode = aws.String(codeTo(t, *address))
		_, err = client.ConfirmSignUp(t.Context(), &confirm)
		check(t, err)
	})
	step(t, "sign in", func(t *testing.T) {
		_, err := initiate(t, types.AuthFlowTypeUserPasswordAuth, map[string]string{"USERNAME": *address, "PASSWORD": newPassword})
		refused(t, err, "NotAuthorizedException")
		signIn(t, password)
		same(t, "cognito:groups", claims(t, *tokens.IdToken)["cognito:groups"], []any{"Doctor"})
	})
	step(t, "refresh", func(t *testing.T) {
		refreshed, err := initiate(t, types.AuthFlowTypeRefreshTokenAuth, map[string]string{"REFRESH_TOKEN": *tokens.RefreshToken})
		check(t, err)
		same(t, "sub", claims(t, *refreshed.AccessToken)["sub"], claims(t, *tokens.AccessToken)["sub"])
	})
	step(t, "change attributes", func(t *testing.T) {
		_, err := client.UpdateUserAttributes(t.Context(), &cognitoidentityprovider.UpdateUserAttributesInput{AccessToken: tokens.AccessToken, UserAttributes: []types.AttributeType{attribute("name", "Ada King")}})
		check(t, err)
		found, err := client.GetUser(t.Context(), &cognitoidentityprovider.GetUserInput{AccessToken: tokens.AccessToken})
		check(t, err)
		names := []string{}
		for _, each := range found.UserAttributes {
			if *each.Name == "name" {
				names = append(names, *each.Value)
			}
		}
		same(t, "name", names, []string{"Ada King"})
	})
	step(t, "change password", func(t *testing.T) {
		change := cognitoidentityprovider.ChangePasswordInput{AccessToken: tokens.AccessToken, PreviousPassword: aws.String(password), ProposedPassword: aws.String(newPassword)}
		_, err := client.ChangePassword(t.Context(), &change)
		check(t, err)
		signIn(t, newPassword)
	})
	step(t, "reset password", func(t *testing.T) {
		_, err := client.ForgotPassword(t.Context(), &cognitoidentityprovider.ForgotPasswordInput{ClientId: app, Username: address})
		check(t, err)
		reset := cognitoidentityprovider.ConfirmForgotPasswordInput{ClientId: app, Username: address, Password: aws.String(password), ConfirmationCode: aws.String(codeTo(t, *address))}
		_, err = client.ConfirmForgotPassword(t.Context(), &reset)
		check(t, err)
		signIn(t, password)
	})
	step(t, "sign out", func(t *testing.T) {
		_, err := client.GlobalSignOut(t.Context(), &cognitoidentityprovider.GlobalSignOutInput{AccessToken: tokens.AccessToken})
		check(t, err)
		_, err = initiate(t, types.AuthFlowTypeRefreshTokenAuth, map[string]string{"REFRESH_TOKEN": *tokens.RefreshToken})
		refused(t, err, "NotAuthorizedException")
	})
}

func attribute(name, value string) types.AttributeType {
	return types.AttributeType{Name: &name, Value: &value}
}

// claims reads a token; that its signature is right is for the libraries that verify.
func claims(t *testing.T, token string) map[string]any {
	t.Helper()
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	check(t, err)
	var found map[string]any
	check(t, json.Unmarshal(payload, &found))
	return found
}
