using Bursar.Pricing;

namespace Bursar.Cli.Prices;

/// <summary>One model of a foreign table, in our units; such tables carry no dates.</summary>
/// <param name="Id">The id as the table has it.</param>
internal sealed record ImportedModel(string Id, Rates Rates, LongPrompt? LongPrompt, Rates? Fast, Factor GeoUs);
