global using Bursar.Cli.Tests.Programs;
global using Xunit;
