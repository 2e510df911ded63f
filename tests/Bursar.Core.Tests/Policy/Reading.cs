using System.Text;
using Bursar.Policy;

namespace Bursar.Tests.Policy;

/// <summary>Policies as text, as a user writes them into a file.</summary>
internal static class Reading
{
    public const string File = "/etc/bursar/policy.json";

    public static PolicyFile Read(string json, PolicySource source = PolicySource.User)
    {
        var (policy, errors) = PolicyReader.Read(Encoding.UTF8.GetBytes(json), File, source);
        Assert.True(policy is not null, string.Join('\n', errors));
        return policy;
    }

    public static IReadOnlyList<string> Errors(string json, PolicySource source = PolicySource.User) => Errors(Encoding.UTF8.GetBytes(json), source);

    public static IReadOnlyList<string> Errors(byte[] json, PolicySource source = PolicySource.User)
    {
        var (policy, errors) = PolicyReader.Read(json, File, source);
        Assert.True(policy is null == errors.Count > 0, "either a policy or errors");
        return errors;
    }

    /// <summary>The limits as <c>name=value enforcement</c>, dollars in picodollars.</summary>
    public static string Limits(PolicyFile policy) => string.Join(", ", policy.Budgets.SelectMany(budget => budget.Limits.Select(limit => $"{budget.NameOf(limit)}={limit.Value} {limit.Enforcement.Word()}")));
}
