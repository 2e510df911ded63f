using System.CommandLine;
using Bursar.Attribution;
using Bursar.Cli.CommandLine;

namespace Bursar.Cli.Reports;

/// <summary><c>--view</c>: whose work a response counts as.</summary>
internal sealed class ViewOption
{
    private readonly Option<string?> _view = Choices.Option("--view", "Of skills and actions: what the client stamps (default), or what each did itself.", "stamped", "own");

    public void AddTo(Command command) => command.Options.Add(_view);

    public ReportRequest Read(ParseResult parsed, ReportRequest request) => request with { Filter = request.Filter with { View = parsed.GetValue(_view) == "own" ? ActionView.Own : ActionView.Stamped } };
}
