using Bursar.Policy;
using Bursar.Transcripts;

namespace Bursar.Guard;

/// <summary>
/// Finds how a session pays by the client's own order of precedence: cloud providers, tokens and keys of the environment,
/// <c>apiKeyHelper</c>, an OAuth token, then what a login left. Looks only at which keys exist.
/// </summary>
public static class AuthProbe
{
    public const string Variable = "BURSAR_AUTH_MODE";

    private static readonly (string Variable, string Name)[] Providers =
    [
        ("CLAUDE_CODE_USE_BEDROCK", "Amazon Bedrock"), ("CLAUDE_CODE_USE_VERTEX", "Google Vertex AI"), ("CLAUDE_CODE_USE_FOUNDRY", "Microsoft Foundry"),
    ];

    /// <param name="environment">The hook's environment, which is the client's unless the client hides it.</param>
    /// <param name="home">The user's home.</param>
    /// <param name="project">The project, whose settings may set variables too.</param>
    /// <param name="configured">What the user's own <c>config.json</c> says, which wins over everything.</param>
    public static AuthFinding Find(Func<string, string?> environment, string? home, string? project, AuthMode? configured)
    {
        if (configured is { } mode)
        {
            return Configured(mode);
        }

        var note = "";
        if (environment(Variable) is { Length: > 0 } word)
        {
            if (CheckVariable(environment) == AuthMode.ApiKey)
            {
                return new AuthFinding(AuthMode.ApiKey, $"{Variable} is api_key");
            }

            note = $"; {Variable}={word} is ignored, because only the user's config.json may loosen";
        }

        var found = new Sources(environment, home, project).Find();
        return found with { Evidence = found.Evidence + note };
    }

    public static AuthFinding Configured(AuthMode mode) => new(mode, $"authMode {mode.Word()} in the user's config.json");

    /// <summary>What the variable says; null when it is not set.</summary>
    /// <exception cref="UserError">It says what nobody understands.</exception>
    public static AuthMode? CheckVariable(Func<string, string?> environment) => environment(Variable) is not { Length: > 0 } word ? null
        : AuthModes.Parse(word) ?? throw UserError.BadInput($"{Variable}: '{word}' is not known; expected {string.Join(", ", AuthModes.Words)}.", $"Unset {Variable} or correct it.");

    private sealed class Sources
    {
        private readonly Func<string, string?> _environment;
        private readonly string? _home;
        private readonly string? _root;
        private readonly List<ClientFile> _settings = [];
        private readonly List<string> _faults = [];

        public Sources(Func<string, string?> environment, string? home, string? project)
        {
            (_environment, _home) = (environment, home);
            _root = TranscriptRoots.Find(environment, home) is [var first, ..] ? first : null;
            string?[] paths =
            [
                ManagedSettings(),
                _root is null ? null : Path.Combine(_root, "settings.json"),
                project is null ? null : Path.Combine(project, ".claude", "settings.json"),
                project is null ? null : Path.Combine(project, ".claude", "settings.local.json"),
            ];
            _settings.AddRange(paths.OfType<string>().Distinct(StringComparer.Ordinal).Select(Open));
        }

        public AuthFinding Find()
        {
            foreach (var (variable, name) in Providers)
            {
                if (IsOn(variable) is { } where)
                {
                    return Answer(AuthMode.ApiKey, $"{variable} is set{where}: {name} bills by the token");
                }
            }

            foreach (var variable in (string[])["ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY"])
            {
                if (IsSet(variable) is { } where)
                {
                    return Answer(AuthMode.ApiKey, $"{variable} is set{where}");
                }
            }

            if (_settings.Find(file => file.Has("apiKeyHelper")) is { } helper)
            {
                return Answer(AuthMode.ApiKey, $"apiKeyHelper in {Shown(helper.Path)}");
            }

            return IsSet("CLAUDE_CODE_OAUTH_TOKEN") is { } token ? Answer(AuthMode.Subscription, $"CLAUDE_CODE_OAUTH_TOKEN is set{token}") : Login();
        }

        private AuthFinding Login()
        {
            var credentials = _root is null ? null : Open(Path.Combine(_root, ".credentials.json"));
            if (credentials?.Has("claudeAiOauth") == true)
            {
                return Answer(AuthMode.Subscription, $"a claude.ai login in {Shown(credentials.Path)}");
            }

            var folder = _environment("CLAUDE_CONFIG_DIR") is { Length: > 0 } ? _root : _home;
            var state = folder is null ? null : Open(Path.Combine(folder, ".claude.json"));
            if (state?.Has("primaryApiKey") == true)
            {
                return Answer(AuthMode.ApiKey, $"a Console login in {Shown(state.Path)}");
            }

            if (Keychain.HoldsLogin())
            {
                return Answer(AuthMode.Subscription, "a claude.ai login in the keychain");
            }

            return Answer(AuthMode.Unknown,
                _environment("CLAUDE_CODE_SUBPROCESS_ENV_SCRUB") is "1" or "true" ? "the client hides its credentials from hooks"
                : state?.Has("oauthAccount") == true ? $"an account in {Shown(state.Path)}, but no login of either kind"
                : "no key, token or login was found");
        }

        private ClientFile Open(string path)
        {
            var file = ClientFile.Read(path);
            if (file.Fault is { } fault)
            {
                _faults.Add($"{Shown(path)} {fault}");
            }

            return file;
        }

        private AuthFinding Answer(AuthMode mode, string evidence) => new(mode, _faults.Count == 0 ? evidence : $"{evidence} ({string.Join(", ", _faults)})");

        /// <summary>Where a variable is set, for people; null when it is not.</summary>
        private string? IsSet(string variable) => _environment(variable) is { Length: > 0 } ? "" : In(_settings.Find(file => file.Sets(variable)));

        private string? IsOn(string variable) => _environment(variable) is "1" or "true" ? "" : In(_settings.Find(file => file.TurnsOn(variable)));

        private string? In(ClientFile? file) => file is null ? null : $" in {Shown(file.Path)}";

        private string Shown(string path) => _home is { Length: > 1 } && path.StartsWith(_home + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? "~" + path[_home.Length..] : path;

        private static string? ManagedSettings() => OperatingSystem.IsLinux() ? "/etc/claude-code/managed-settings.json"
            : OperatingSystem.IsMacOS() ? "/Library/Application Support/ClaudeCode/managed-settings.json"
            : null;
    }
}
