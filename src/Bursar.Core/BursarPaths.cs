namespace Bursar;

/// <summary>Where Bursar keeps its files: all in <c>BURSAR_HOME</c> if that is set, else in the platform's own places.</summary>
public sealed record BursarPaths(string Config, string Data, string State)
{
    public string Ledger => Path.Combine(Data, "ledger.db");

    public string ConfigFile => Path.Combine(Config, "config.json");

    /// <summary>The user's policy.</summary>
    public string PolicyFile => Path.Combine(Config, "policy.json");

    /// <summary>The state of each session that the guard has seen, for other programs to watch.</summary>
    public string Sessions => Path.Combine(State, "sessions");

    /// <summary>Where the program listens that answers hooks within a session.</summary>
    public string ResidentSocket => Path.Combine(State, "resident.sock");

    /// <summary>The administrator's policy, the same whatever the environment says.</summary>
    public static string ManagedPolicyFile => OperatingSystem.IsWindows()
        ? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.CommonApplicationData), "Bursar", "policy.json")
        : OperatingSystem.IsMacOS() ? "/Library/Application Support/Bursar/policy.json" : "/etc/bursar/policy.json";

    /// <summary>Prices that <c>bursar pricing import</c> wrote.</summary>
    public string ImportedPrices => Path.Combine(Config, "prices.json");

    public static BursarPaths Find(Func<string, string?> environment, string? home)
    {
        if (environment("BURSAR_HOME") is { Length: > 0 } all)
        {
            // Written into a settings file no shell puts the home in its place.
            var folder = all is "~" || all.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(Folder(null, home, ""), all[1..].TrimStart('/')) : Path.GetFullPath(all);
            return new BursarPaths(folder, folder, folder);
        }

        if (OperatingSystem.IsWindows())
        {
            var roaming = Path.Combine(Folder(environment("APPDATA"), home, "AppData", "Roaming"), "Bursar");
            var local = Path.Combine(Folder(environment("LOCALAPPDATA"), home, "AppData", "Local"), "Bursar");
            return new BursarPaths(roaming, local, local);
        }

        if (OperatingSystem.IsMacOS())
        {
            var support = Folder(null, home, "Library", "Application Support", "Bursar");
            return new BursarPaths(support, support, support);
        }

        return new BursarPaths(
            Path.Combine(Folder(environment("XDG_CONFIG_HOME"), home, ".config"), "bursar"),
            Path.Combine(Folder(environment("XDG_DATA_HOME"), home, ".local", "share"), "bursar"),
            Path.Combine(Folder(environment("XDG_STATE_HOME"), home, ".local", "state"), "bursar"));
    }

    private static string Folder(string? configured, string? home, params string[] below)
    {
        // The XDG rules say that a relative path counts as not set.
        if (!string.IsNullOrEmpty(configured) && Path.IsPathRooted(configured))
        {
            return configured;
        }

        return string.IsNullOrEmpty(home)
            ? throw UserError.Unusable("No home folder: HOME is not set.", "Set HOME, or set BURSAR_HOME to the folder where Bursar shall keep its files.")
            : Path.Combine([home, .. below]);
    }
}
