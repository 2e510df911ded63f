using System.Text;
using Bursar.Pricing;

namespace Bursar.Cli.Prices;

/// <summary>The user's imported prices on disk.</summary>
internal static class PriceFile
{
    /// <summary>Adds models to the file, or puts them in the place of those with the same id; readers see the old file or the new.</summary>
    public static void Merge(string path, string version, IReadOnlyList<ModelPrices> models)
    {
        try
        {
            var kept = File.Exists(path) ? PriceTableJson.Parse(File.ReadAllBytes(path), path).Models.Where(model => models.All(other => other.Id != model.Id)) : [];
            OwnFiles.CreateFolder(Path.GetDirectoryName(path)!);
            OwnFiles.Replace(path, Encoding.UTF8.GetBytes(PriceTableJson.Write(version, [.. kept, .. models])));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.Unusable($"{path} cannot be written: {e.Message}", "Make its folder writable, or set BURSAR_HOME to a folder that is.", e);
        }
    }
}
