namespace Bursar.Policy;

/// <summary>How a session pays, which decides whether a spend limit binds. The values are stored in the ledger: never renumber.</summary>
public enum AuthMode
{
    Unknown = 0,

    /// <summary>By the token: an API key, a gateway, or a cloud provider.</summary>
    ApiKey = 1,

    Subscription = 2,
}

public static class AuthModes
{
    /// <summary>The words of <c>BURSAR_AUTH_MODE</c>, the configuration and the state file, in the order of <see cref="AuthMode"/>.</summary>
    public static IReadOnlyList<string> Words { get; } = ["unknown", "api_key", "subscription"];

    public static string Word(this AuthMode mode) => Words[(int)mode];

    public static AuthMode? Parse(string? word) => word switch { "unknown" => AuthMode.Unknown, "api_key" => AuthMode.ApiKey, "subscription" => AuthMode.Subscription, _ => null };
}
