using FsCheck;

namespace Bursar.Testing;

/// <summary>Properties are tried with the same values in every run, so that a red test is red for a reason that can be found again.</summary>
internal static class Seeded
{
    public static Config Config(int cases) => FsCheck.Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(20261123, 41);
}
