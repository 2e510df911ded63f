using Bursar.Guard;
using Bursar.Policy;

namespace Bursar.Cli.Guarding;

/// <summary>The policies that commands speak of.</summary>
internal static class Policies
{
    public static GuardEnvironment Environment(CommandContext context) =>
        new(context.Paths, context.Environment, context.Home, context.Clock, BursarPaths.ManagedPolicyFile);

    /// <summary>What applies in a folder; a policy that cannot be read is an error, never none.</summary>
    public static EffectivePolicy Effective(CommandContext context, string? folder)
    {
        var policy = PolicyFiles.Read(PolicyFiles.Find(BursarPaths.ManagedPolicyFile, context.Paths.PolicyFile, folder));
        return policy.Broken.Count == 0 ? policy : throw Error(policy.Broken[0].Errors);
    }

    /// <summary>One file that the user names.</summary>
    public static EffectivePolicy Given(string path)
    {
        var (policy, errors) = PolicyReader.Read(Read(path), path, PolicySource.Given, Path.GetFileName(path) is ".aflock");
        return policy is null ? throw Error(errors) : new EffectivePolicy([policy], []);
    }

    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw UserError.BadInput($"There is no policy file {path}.", "Write one, such as {\"limits\":{\"maxSpendUSD\":10}}, or set limits with `bursar policy set maxSpendUSD=10`.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.Unusable($"{path} cannot be read: {e.Message}", "Make it readable.", e);
        }
    }

    private static UserError Error(IReadOnlyList<string> errors) =>
        UserError.BadInput(errors[0] + (errors.Count > 1 ? $" ({errors.Count - 1} more)" : ""), "`bursar policy check FILE` lists every error; docs/policy.md says what is allowed.");
}
