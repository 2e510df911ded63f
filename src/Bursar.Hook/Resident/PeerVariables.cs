using System.Globalization;
using System.Text;

namespace Bursar.Hook.Resident;

/// <summary>The environment that another process was started with.</summary>
internal sealed class PeerVariables
{
    private readonly byte[] _block;

    private PeerVariables(byte[] block) => _block = block;

    /// <returns>Null when the process has gone, or is another user's.</returns>
    public static PeerVariables? Of(int process)
    {
        try
        {
            return new PeerVariables(File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/environ")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public string? Find(string name)
    {
        Span<byte> wanted = stackalloc byte[name.Length + 1];
        Encoding.ASCII.GetBytes(name, wanted);
        wanted[^1] = (byte)'=';
        for (ReadOnlySpan<byte> rest = _block; !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)0);
            var entry = end < 0 ? rest : rest[..end];
            if (entry.StartsWith(wanted))
            {
                return Encoding.UTF8.GetString(entry[wanted.Length..]);
            }

            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return null;
    }
}
