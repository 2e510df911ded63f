namespace Bursar.Cli.Tests.Processes;

/// <summary>Tests that keep the machine busy run one after the other, beside no others.</summary>
[CollectionDefinition(nameof(HeavyTests), DisableParallelization = true)]
public sealed class HeavyTests;
