namespace Bursar.Hook.Resident;

/// <summary>Where the resident program of a ledger is found, and by what only one of them runs.</summary>
/// <param name="Socket">Where it listens.</param>
/// <param name="Lock">Held as long as it runs.</param>
internal sealed record Residence(string Socket, string Lock)
{
    /// <summary>The argument that starts it, followed by the process id of a client.</summary>
    public const string Verb = "resident";

    /// <returns>
    /// Null where there can be none: on other systems than Linux, where a folder depends on where the hook was started, and
    /// where the path is too long for a socket.
    /// </returns>
    public static Residence? Find(Func<string, string?> variables, BursarPaths paths)
    {
        var residence = new Residence(paths.ResidentSocket, Path.Combine(paths.State, "resident.lock"));
        return OperatingSystem.IsLinux() && variables("BURSAR_HOME") is null or "" or ['/', ..] && LocalSocket.CanBe(residence.Socket) ? residence : null;
    }
}
