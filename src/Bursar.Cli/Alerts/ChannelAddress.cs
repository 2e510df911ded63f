namespace Bursar.Cli.Alerts;

/// <summary>The address of a webhook, which is a secret: whoever knows it can write there. It appears in no message.</summary>
internal static class ChannelAddress
{
    private const UnixFileMode OthersMode = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static Uri Of(AlertChannel channel, Func<string, string?> environment)
    {
        var (text, where) = channel.UrlEnv is { } variable ? (environment(variable), $"the variable {variable}") : (Read(channel), $"the file {channel.UrlFile}");
        if (string.IsNullOrWhiteSpace(text))
        {
            throw UserError.BadInput($"The channel '{channel.Name}' has no address: {where} is empty or not set.");
        }

        return Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? uri
            : throw UserError.BadInput($"The channel '{channel.Name}': {where} holds no address that can be used; expected https://…, or http:// on this machine.");
    }

    private static string Read(AlertChannel channel)
    {
        var path = channel.UrlFile!;
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OthersMode) != UnixFileMode.None)
            {
                throw UserError.BadInput($"The channel '{channel.Name}': others may read {path}; expected mode 0600.", $"chmod 600 {path}");
            }

            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.BadInput($"The channel '{channel.Name}': {path} cannot be read ({e.GetType().Name}).", null, e);
        }
    }
}
