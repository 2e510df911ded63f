using Bursar.Cli.Rendering;
using Bursar.Guard;
using Bursar.Policy;

namespace Bursar.Cli.Guarding;

/// <summary>The policies that commands speak of.</summary>
internal static class Policies
{
    public static GuardEnvironment Environment(CommandContext context) =>
        new(context.Paths, context.Environment, context.Home, context.Clock, BursarPaths.ManagedPolicyFile);

    /// <summary>What applies in a folder; a policy that cannot be read is an error, never none.</summary>
    public static EffectivePolicy Effective(CommandContext context, string? folder) => Found(context, folder).MustBeSound();

    /// <summary>What applies in a folder, for what only tells of limits: one that cannot be read is told, and the others go on.</summary>
    public static EffectivePolicy Readable(CommandContext context, string folder)
    {
        var found = Found(context, folder);
        foreach (var error in found.Broken.SelectMany(broken => broken.Errors))
        {
            context.Terminal.Error.WriteLine($"warning: {error} Its limits are left out here; every session that it applies to is stopped.");
        }

        return found with { Broken = [] };
    }

    /// <summary>What applies in a folder, and what of it cannot be read.</summary>
    public static EffectivePolicy Found(CommandContext context, string? folder) =>
        PolicyFiles.Read(PolicyFiles.Find(BursarPaths.ManagedPolicyFile, context.Paths.PolicyFile, folder));

    /// <summary>One file that the user names.</summary>
    public static EffectivePolicy Given(string path)
    {
        var (policy, errors) = PolicyReader.Read(Read(path, "Expected the path of a policy, such as {\"limits\":{\"maxSpendUSD\":10}}; docs/policy.md shows what else it can hold."), path, PolicySource.Given, Path.GetFileName(path) is ".aflock");
        return policy is null ? throw EffectivePolicy.Error(errors) : new EffectivePolicy([policy], []);
    }

    public static byte[] Read(string path, string hint = "Write one, such as {\"limits\":{\"maxSpendUSD\":10}}, or set limits with `bursar policy set maxSpendUSD=10`.")
    {
        try
        {
            return !Directory.Exists(path) ? File.ReadAllBytes(path) : throw UserError.BadInput($"{path} is a folder; expected a policy file.", hint);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw UserError.BadInput($"There is no policy file {path}.", hint, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.Unusable($"{path} cannot be read: {e.Message}", "Make it readable.", e);
        }
    }
}
