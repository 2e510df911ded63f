namespace Bursar.Transcripts;

/// <summary>
/// Cloud platforms by the form of their message ids. They answer with the model's bare name, so that of the endpoint, which may be regional and
/// then costs more, nothing stands in a transcript. The names take the place of <c>inference_geo</c>, which they do not send.
/// </summary>
public static class CloudPlatform
{
    public const string Bedrock = "bedrock";
    public const string Vertex = "vertex";

    public static bool Is(string? inferenceGeo) => inferenceGeo is Bedrock or Vertex;

    internal static string? Of(JsonText messageId) => messageId.StartsWith("msg_bdrk_"u8) ? Bedrock : messageId.StartsWith("msg_vrtx_"u8) ? Vertex : null;
}
