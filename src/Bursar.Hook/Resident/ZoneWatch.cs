namespace Bursar.Hook.Resident;

/// <summary>A laptop travels: the machine's time zone may change while a program runs, and .NET asks for it once.</summary>
internal sealed class ZoneWatch
{
    private const string Zone = "/etc/localtime";

    private readonly Lock _gate = new();
    private (string? Target, DateTime Written) _seen = Look();

    public void Refresh()
    {
        var now = Look();
        lock (_gate)
        {
            if (now != _seen)
            {
                _seen = now;
                TimeZoneInfo.ClearCachedData();
            }
        }
    }

    private static (string? Target, DateTime Written) Look()
    {
        var file = new FileInfo(Zone);
        return (file.LinkTarget, file.LastWriteTimeUtc);
    }
}
