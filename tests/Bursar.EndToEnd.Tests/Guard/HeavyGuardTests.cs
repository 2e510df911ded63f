namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>Tests that take every core: beside the real client they would make it and themselves late.</summary>
[CollectionDefinition(nameof(HeavyGuardTests), DisableParallelization = true)]
public sealed class HeavyGuardTests;
