using Bursar.Policy;

namespace Bursar.Guard.Tests.Auth;

public sealed class AuthProbeTests : IDisposable
{
    /// <summary>Stands where a secret would; nothing of it may be in an answer.</summary>
    private const string Secret = "sk-secret-marker-7Q";

    private readonly TempFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("ANTHROPIC_AUTH_TOKEN", Secret, AuthMode.ApiKey)]
    [InlineData("ANTHROPIC_API_KEY", Secret, AuthMode.ApiKey)]
    [InlineData("CLAUDE_CODE_USE_BEDROCK", "1", AuthMode.ApiKey)]
    [InlineData("CLAUDE_CODE_USE_VERTEX", "true", AuthMode.ApiKey)]
    [InlineData("CLAUDE_CODE_USE_FOUNDRY", "1", AuthMode.ApiKey)]
    [InlineData("CLAUDE_CODE_USE_BEDROCK", "0", AuthMode.Unknown)]
    [InlineData("CLAUDE_CODE_USE_BEDROCK", "", AuthMode.Unknown)]
    [InlineData("CLAUDE_CODE_OAUTH_TOKEN", Secret, AuthMode.Subscription)]
    public void A_variable_tells_how_the_session_pays_and_is_named(string variable, string value, AuthMode expected)
    {
        var found = Probe((variable, value));

        Assert.Equal(expected, found.Mode);
        Assert.Equal(expected != AuthMode.Unknown, found.Evidence.Contains(variable, StringComparison.Ordinal));
    }

    [Fact]
    public void An_api_key_wins_over_a_claude_ai_login_and_an_oauth_token()
    {
        Write(".claude/.credentials.json", $$"""{"claudeAiOauth":{"accessToken":"{{Secret}}","subscriptionType":"max"} }""");

        Assert.Equal(AuthMode.ApiKey, Probe(("ANTHROPIC_API_KEY", Secret), ("CLAUDE_CODE_OAUTH_TOKEN", Secret)).Mode);
    }

    [Fact]
    public void A_cloud_provider_wins_over_everything_else()
    {
        var found = Probe(("CLAUDE_CODE_USE_VERTEX", "1"), ("ANTHROPIC_API_KEY", Secret), ("CLAUDE_CODE_OAUTH_TOKEN", Secret));

        Assert.Equal(AuthMode.ApiKey, found.Mode);
        Assert.Contains("Vertex", found.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".claude/settings.json")]
    [InlineData("work/.claude/settings.json")]
    [InlineData("work/.claude/settings.local.json")]
    public void An_apiKeyHelper_in_any_settings_pays_by_the_token(string file)
    {
        Write(file, $$"""{"model":"opus","apiKeyHelper":"echo {{Secret}}"}""");

        var found = Probe();

        Assert.Equal(AuthMode.ApiKey, found.Mode);
        Assert.Contains("apiKeyHelper", found.Evidence, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(file), found.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_that_settings_set_counts_as_set()
    {
        Write(".claude/settings.json", $$"""{"env":{"ANTHROPIC_API_KEY":"{{Secret}}"} }""");
        Assert.Equal(AuthMode.ApiKey, Probe().Mode);

        Write(".claude/settings.json", """{"env":{"CLAUDE_CODE_USE_BEDROCK":"0"} }""");
        Assert.Equal(AuthMode.Unknown, Probe().Mode);

        Write(".claude/settings.json", """{"env":{"CLAUDE_CODE_USE_BEDROCK":1}}""");
        Assert.Equal(AuthMode.ApiKey, Probe().Mode);
    }

    [Theory]
    [InlineData("""{"claudeAiOauth":{"accessToken":"sk-secret-marker-7Q"},"mcpOAuth":{}}""", AuthMode.Subscription)]
    [InlineData("""{"mcpOAuth":{"server":{"accessToken":"sk-secret-marker-7Q"}}}""", AuthMode.Unknown)]
    [InlineData("""{"claudeAiOauth":null}""", AuthMode.Unknown)]
    [InlineData("{}", AuthMode.Unknown)]
    public void A_login_is_told_from_tokens_of_mcp_servers(string credentials, AuthMode expected)
    {
        Write(".claude/.credentials.json", credentials);

        Assert.Equal(expected, Probe().Mode);
    }

    [Fact]
    public void A_console_login_pays_by_the_token_and_an_account_alone_proves_nothing()
    {
        Write(".claude.json", """{"oauthAccount":{"emailAddress":"a@b"},"projects":{} }""");
        Assert.Equal(AuthMode.Unknown, Probe().Mode);

        Write(".claude.json", $$"""{"oauthAccount":{"emailAddress":"a@b"},"primaryApiKey":"{{Secret}}"}""");
        Assert.Equal(AuthMode.ApiKey, Probe().Mode);
    }

    [Fact]
    public void A_client_that_hides_its_credentials_leaves_it_unknown_unless_a_login_tells()
    {
        var hidden = Probe(("CLAUDE_CODE_SUBPROCESS_ENV_SCRUB", "1"));
        Assert.Equal(AuthMode.Unknown, hidden.Mode);
        Assert.Contains("hides", hidden.Evidence, StringComparison.Ordinal);

        Write(".claude/.credentials.json", """{"claudeAiOauth":{}}""");
        Assert.Equal(AuthMode.Subscription, Probe(("CLAUDE_CODE_SUBPROCESS_ENV_SCRUB", "1")).Mode);
    }

    [Fact]
    public void The_environment_may_tighten_and_never_loosen()
    {
        Write(".claude/.credentials.json", """{"claudeAiOauth":{}}""");
        Assert.Equal(AuthMode.ApiKey, Probe((AuthProbe.Variable, "api_key")).Mode);

        var ignored = Probe((AuthProbe.Variable, "subscription"), ("ANTHROPIC_API_KEY", Secret));
        Assert.Equal(AuthMode.ApiKey, ignored.Mode);
        Assert.Contains("BURSAR_AUTH_MODE=subscription is ignored", ignored.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_users_own_configuration_wins_over_everything()
    {
        Assert.Equal(AuthMode.Subscription, Probe(AuthMode.Subscription, (AuthProbe.Variable, "api_key"), ("ANTHROPIC_API_KEY", Secret)).Mode);
    }

    [Fact]
    public void A_wrong_word_is_an_error_that_names_the_variable_and_the_words()
    {
        var error = Assert.Throws<UserError>(() => Probe((AuthProbe.Variable, "apikey")));

        Assert.Contains("BURSAR_AUTH_MODE: 'apikey' is not known; expected unknown, api_key, subscription", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ not json")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("\u0000\u0001")]
    public void A_file_that_cannot_be_read_is_said_and_does_not_end_the_search(string content)
    {
        Write(".claude/settings.json", content);
        Write(".claude/.credentials.json", """{"claudeAiOauth":{}}""");

        Assert.Equal(AuthMode.Subscription, Probe().Mode);
    }

    [Fact]
    public void No_secret_is_ever_in_the_answer()
    {
        Write(".claude/settings.json", $$"""{"env":{"ANTHROPIC_AUTH_TOKEN":"{{Secret}}"},"apiKeyHelper":"{{Secret}}"}""");
        Write(".claude/.credentials.json", $$"""{"claudeAiOauth":{"accessToken":"{{Secret}}"} }""");
        Write(".claude.json", $$"""{"primaryApiKey":"{{Secret}}"}""");
        foreach (var variable in (string[])["ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN", "CLAUDE_CODE_USE_BEDROCK"])
        {
            Assert.DoesNotContain(Secret, Probe((variable, Secret)).ToString(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Secret, Probe().ToString(), StringComparison.Ordinal);
    }

    private AuthFinding Probe(params (string Name, string Value)[] environment) => Probe(null, environment);

    private AuthFinding Probe(AuthMode? configured, params (string Name, string Value)[] environment) => AuthProbe.Find(
        name => environment.FirstOrDefault(entry => entry.Name == name).Value, _home.Path, Path.Combine(_home.Path, "work"), configured);

    private void Write(string file, string content)
    {
        var path = Path.Combine(_home.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
