using Bursar.Guard.Tests.StatusLine;

namespace Bursar.Guard.Tests.Deciding;

/// <summary>What the limits are judged by is wrong: a spelling mistake does not let them go.</summary>
public sealed class ConfigurationTests
{
    private const string Turns = """{"limits":{"maxTurns":100}}""";

    [Theory]
    [InlineData("{\"authMode\":\"apikey\"}", "authMode: \"apikey\" is not known; expected unknown, api_key, subscription.")]
    [InlineData("{\"authMode", "config.json: not readable as configuration")]
    [InlineData("[]", "config.json: not readable as configuration")]
    [InlineData("{\"pricing\":{\"overrides\":[{\"model\":\"x\",\"inputs\":3}]}}", "pricing.overrides[0].inputs: unknown key")]
    public void A_configuration_with_a_mistake_stops_what_has_limits_until_it_is_corrected(string config, string fault)
    {
        using var home = new GuardedHome(Turns);
        Assert.True(home.Allows(home.Responds()));
        Write(home, config);

        var call = home.Responds();
        var answer = home.Ask("PreToolUse", json => json["tool_use_id"] = call)!;
        Assert.Equal("deny", (string?)answer["hookSpecificOutput"]!["permissionDecision"]);
        Assert.Contains(fault, (string?)answer["hookSpecificOutput"]!["permissionDecisionReason"], StringComparison.Ordinal);
        Assert.Equal("block", (string?)home.Ask("UserPromptSubmit")!["decision"]);
        Assert.Equal(false, (bool?)home.Ask("PostToolBatch")!["continue"]);
        Assert.Contains(FailureLog.Read(home.Environment.Paths), entry => entry.Event == "PreToolUse" && entry.Message.Contains(fault, StringComparison.Ordinal));
        Assert.Contains("configuration cannot be read", home.Line(), StringComparison.Ordinal);

        File.Delete(home.Environment.Paths.ConfigFile);
        Assert.True(home.Allows(home.Responds()));
        Assert.Empty(FailureLog.Read(home.Environment.Paths));
    }

    [Theory]
    [InlineData("BURSAR_PRICE_OPUS_INPUT", "cheap")]
    [InlineData("BURSAR_AUTH_MODE", "apikey")]
    public void So_does_a_variable_that_nobody_understands(string name, string value)
    {
        using var home = new GuardedHome(Turns);
        home.Variables[name] = value;
        Assert.False(home.Allows(home.Responds()));
        home.Variables.Remove(name);
        Assert.True(home.Allows(home.Responds()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"onError":"open"}""")]
    public void Where_there_is_no_limit_nothing_stops_and_it_is_told(string? policy)
    {
        using var home = new GuardedHome(policy);
        Write(home, "{");

        Assert.Contains("could not check the limits", (string?)home.Ask("UserPromptSubmit")!["systemMessage"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_guards_files_are_kept_also_then()
    {
        using var home = new GuardedHome("{}");
        Write(home, "{");

        var answer = home.Ask("PreToolUse", json =>
        {
            json["tool_name"] = "Write";
            json["tool_input"] = new System.Text.Json.Nodes.JsonObject { ["file_path"] = home.Environment.Paths.PolicyFile };
        });

        Assert.Equal("deny", (string?)answer!["hookSpecificOutput"]!["permissionDecision"]);
    }

    [Fact]
    public void That_sessions_pay_by_the_token_holds_from_the_next_event_and_the_opposite_from_the_next_start()
    {
        using var home = new GuardedHome("""{"limits":{"maxSpendUSD":1}}""");
        home.Variables.Remove("ANTHROPIC_API_KEY");
        Assert.True(home.Allows(home.Responds(100_000, 40_000)));

        Write(home, """{"authMode":"api_key"}""");
        Assert.False(home.Allows(home.Responds()));

        Write(home, """{"authMode":"subscription"}""");
        Assert.False(home.Allows(home.Responds()));
        home.Ask("SessionStart");
        Assert.True(home.Allows(home.Responds()));
    }

    private static void Write(GuardedHome home, string config)
    {
        Directory.CreateDirectory(home.Environment.Paths.Config);
        File.WriteAllText(home.Environment.Paths.ConfigFile, config);
    }
}
