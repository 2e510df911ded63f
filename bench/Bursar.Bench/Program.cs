using Bursar.Bench;
using Bursar.Bench.Check;
using Bursar.Bench.Compare;
using Bursar.Bench.Corpus;
using Bursar.Bench.Hook;

const string Usage = """
    bursar-bench corpus --out DIR [--size 100MB] [--seed 1] [--days 120] [--until 2026-11-20] [--unknown-models]
    bursar-bench check-corpus --dir DIR
    bursar-bench time --name NAME --log FILE [--stdout FILE] -- COMMAND [ARGUMENT…]
    bursar-bench about --expected FILE
    bursar-bench table --log FILE --base NAME
    bursar-bench hook --hook PROGRAM --dir DIR [--runs 300] [--small 1MB] [--large 1GB] [--ccusage PROGRAM]
    bursar-bench crowd --hook PROGRAM --bursar PROGRAM --dir DIR [--events 10000]
    bursar-bench guard --bursar PROGRAM --dir DIR [--calls 1000]
    bursar-bench reprice --bursar PROGRAM --dir DIR [--responses 1000000]
    bursar-bench verify --expected FILE --name NAME --report FILE
    """;

try
{
    var flags = new Flags(args);
    return flags.Verb switch
    {
        "corpus" => CorpusVerb.Run(flags),
        "check-corpus" => CheckCorpusVerb.Run(flags),
        "time" => TimeVerb.Run(flags),
        "about" => AboutVerb.Run(flags),
        "table" => TableVerb.Run(flags),
        "hook" => HookVerb.Run(flags),
        "crowd" => CrowdVerb.Run(flags),
        "guard" => GuardVerb.Run(flags),
        "reprice" => RepriceVerb.Run(flags),
        "verify" => VerifyVerb.Run(flags),
        _ => throw new FlagException($"unknown verb '{flags.Verb}'"),
    };
}
catch (FlagException wrong)
{
    Console.Error.WriteLine($"bursar-bench: {wrong.Message}\n\n{Usage}");
    return 2;
}
