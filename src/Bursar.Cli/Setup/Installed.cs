using System.Security.Cryptography;
using System.Text.Json;

namespace Bursar.Cli.Setup;

/// <summary>
/// What <c>bursar init</c> wrote and what stood there before, in <c>installed.json</c>: as long as nobody has changed the
/// settings since, taking the hooks out gives back the very bytes.
/// </summary>
internal sealed class Installed(BursarPaths paths)
{
    private readonly string _file = Path.Combine(paths.Config, "installed.json");

    /// <param name="Written">The hash of what was written.</param>
    /// <param name="Before">What stood there; null when there was no file.</param>
    public sealed record Entry(string Written, byte[]? Before);

    /// <summary>What stood in a settings file before our hooks; null when it is not known, or somebody has changed it since.</summary>
    public Entry? Find(string settings, byte[] content) => All().TryGetValue(settings, out var entry) && entry.Written == Hash(content) ? entry : null;

    public void Remember(string settings, byte[] written, byte[]? before)
    {
        var all = All();
        all[settings] = new Entry(Hash(written), before);
        Save(all);
    }

    public void Forget(string settings)
    {
        var all = All();
        if (all.Remove(settings))
        {
            Save(all);
        }
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private Dictionary<string, Entry> All()
    {
        var all = new Dictionary<string, Entry>(StringComparer.Ordinal);
        if (!File.Exists(_file))
        {
            return all;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(_file));
            foreach (var property in document.RootElement.EnumerateObject())
            {
                var before = property.Value.GetProperty("before");
                all[property.Name] = new Entry(property.Value.GetProperty("written").GetString()!, before.ValueKind == JsonValueKind.Null ? null : before.GetBytesFromBase64());
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IOException or UnauthorizedAccessException)
        {
            // Without it the hooks are taken out of the text one by one.
            all.Clear();
        }

        return all;
    }

    private void Save(Dictionary<string, Entry> all)
    {
        try
        {
            Directory.CreateDirectory(paths.Config);
            using var file = File.Create(_file);
            using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
            json.WriteStartObject();
            foreach (var (settings, entry) in all)
            {
                json.WriteStartObject(settings);
                json.WriteString("written", entry.Written);
                if (entry.Before is null)
                {
                    json.WriteNull("before");
                }
                else
                {
                    json.WriteBase64String("before", entry.Before);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.Unusable($"{_file} cannot be written: {e.Message}", "Make Bursar's configuration folder writable.", e);
        }
    }
}
