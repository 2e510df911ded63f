using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Bursar.Ledger.Alerting;

namespace Bursar.Cli.Alerts;

/// <summary>How one delivery ended.</summary>
/// <param name="Failure">Null: it was delivered. Never an address.</param>
/// <param name="IsFinal">Another attempt would fail as well.</param>
/// <param name="RetryAfter">What the other side asked for.</param>
internal sealed record Delivery(string? Failure, bool IsFinal = false, TimeSpan? RetryAfter = null);

/// <summary>Delivers one alert to one channel.</summary>
internal sealed class AlertSender(AlertsConfig config, Func<string, string?> environment, TimeProvider clock) : IDisposable
{
    /// <summary>An address that moves could lead anywhere, so nothing is followed.</summary>
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public async Task<Delivery> SendAsync(AlertChannel channel, SpooledAlert alert, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(config.Timeout);
        try
        {
            return channel.Kind switch
            {
                ChannelKind.Desktop => await RunAsync(Desktop(alert), [], limit.Token),
                ChannelKind.Command => await RunAsync(channel.Argv, AlertBody.Of(alert, channel.Kind), limit.Token),
                _ => await PostAsync(channel, alert, limit.Token),
            };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Delivery($"no answer within {config.Timeout.TotalSeconds:0} s");
        }
        catch (HttpRequestException e)
        {
            // Its message names the host.
            return new Delivery($"no connection ({e.HttpRequestError})");
        }
        catch (UserError e)
        {
            return new Delivery(e.Message);
        }
    }

    private async Task<Delivery> PostAsync(AlertChannel channel, SpooledAlert alert, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, ChannelAddress.Of(channel, environment)) { Content = new ByteArrayContent(AlertBody.Of(alert, channel.Kind)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Idempotency-Key", AlertBody.KeyOf(alert));
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.IsSuccessStatusCode)
        {
            return new Delivery(null);
        }

        var status = (int)response.StatusCode;
        var isPassing = status >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
        var after = response.Headers.RetryAfter is not { } retry ? null : retry.Delta ?? retry.Date - clock.GetUtcNow();
        return new Delivery($"the answer was {status}", !isPassing, after < TimeSpan.Zero ? TimeSpan.Zero : after);
    }

    private static async Task<Delivery> RunAsync(IReadOnlyList<string> argv, byte[] body, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(argv[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in argv.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var process = Process.Start(start)!;
            try
            {
                process.OutputDataReceived += (_, _) => { };
                process.ErrorDataReceived += (_, _) => { };
                process.BeginOutputReadLine();
                process.BeginErrorReadLine();
                await FeedAsync(process, body, cancellation);
                await process.WaitForExitAsync(cancellation);
                return process.ExitCode == 0 ? new Delivery(null) : new Delivery($"{Path.GetFileName(argv[0])} ended with {process.ExitCode}");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        catch (Win32Exception)
        {
            return new Delivery($"{Path.GetFileName(argv[0])} cannot be started");
        }
    }

    private static async Task FeedAsync(Process process, byte[] body, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(body, cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It did not read its input to the end; how it ends says whether that is a failure.
        }
    }

    private static string[] Desktop(SpooledAlert alert) => OperatingSystem.IsMacOS()
        ? ["osascript", "-e", "on run argv", "-e", "display notification (item 2 of argv) with title (item 1 of argv)", "-e", "end run", $"Bursar: {alert.Title}", alert.Body]
        : ["notify-send", "--app-name=Bursar", "--", $"Bursar: {alert.Title}", alert.Body];

    public void Dispose() => _http.Dispose();
}
