using System.Globalization;
using Bursar.Cli.Rendering;
using Bursar.Ledger.Actions;
using Bursar.Policy;
using Bursar.Pricing;

namespace Bursar.Cli.Reports;

/// <summary>A session's tree, drawn.</summary>
internal static class TreeSheet
{
    private const int ShortId = 8;

    private static readonly Column[] Columns =
    [
        new("Action", "action", IsNumber: false),
        new("Responses", "messages", IsWide: true),
        new("Total tokens", "total_tokens", IsWide: true),
        new("Cost (USD)", "cost_usd"),
        new("Share", "share"),
        new("Own (USD)", "own_cost_usd", IsWide: true),
        new("Time", "duration_seconds"),
    ];

    public static Sheet Create(ActionTree tree)
    {
        var rows = new List<SheetRow>();
        Add(rows, tree.Root, tree.Root, "", "");
        var notes = ReportSheet.Notes(tree.Root.Whole, tree.Models).ToList();
        if (rows.Count > 1)
        {
            notes.Add("Each line includes those below it; the own costs add up to the session.");
        }

        return new Sheet($"Session {tree.SessionId}{(tree.Project is null ? "" : " in " + tree.Project)}", Columns, rows, notes);
    }

    public static string TypeName(ActionNode node) => node.Type is { } type ? ActionTypes.Name(type) : "session";

    /// <summary>Of the session's cost; of its tokens where nothing has a price; null where nothing was used.</summary>
    public static decimal? Share(ActionNode node, ActionNode root) =>
        root.Whole.Cost > 0 ? Money.ToDollars(node.Whole.Cost) / Money.ToDollars(root.Whole.Cost)
        : root.Whole.Total > 0 ? (decimal)node.Whole.Total / root.Whole.Total
        : null;

    private static void Add(List<SheetRow> rows, ActionNode node, ActionNode root, string branch, string below)
    {
        var share = Share(node, root) is { } part ? string.Create(CultureInfo.InvariantCulture, $"{part * 100:0.0} %") : "";
        var time = node.Duration is { } duration ? Amount.Text(LimitKind.WallTime, (long)duration.TotalSeconds) : "";
        rows.Add(new SheetRow(
            [Cell.Of(branch + Title(node)), Numbers.Count(node.Whole.Messages), Numbers.Count(node.Whole.Total), ReportSheet.Cost(node.Whole), Cell.Of(share), ReportSheet.Cost(node.Own), Cell.Of(time)],
            node == root ? RowKind.Marked : RowKind.Plain));
        for (var i = 0; i < node.Children.Count; i++)
        {
            var isLast = i == node.Children.Count - 1;
            Add(rows, node.Children[i], root, below + (isLast ? "└─ " : "├─ "), below + (isLast ? "   " : "│  "));
        }
    }

    private static string Title(ActionNode node)
    {
        var name = node.Name is null ? TypeName(node) : $"{TypeName(node)} {node.Name}";
        return node is { Type: Attribution.ActionType.Agent, AgentId: { } id } ? $"{name} ({id[..Math.Min(ShortId, id.Length)]})" : name;
    }
}
