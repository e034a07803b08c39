namespace NormSharp.Cli.CommandLine;

/// <summary>Scripts that make a shell ask this program what may follow; where it knows nothing, files are offered.</summary>
internal static class ShellScripts
{
    private const string Bash = """
        _normsharp() {
            local IFS=$'\n'
            COMPREPLY=($(normsharp completion words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
        }
        complete -o default -F _normsharp normsharp

        """;

    private const string Zsh = """
        #compdef normsharp
        _normsharp() {
            local -a found
            found=("${(@f)$(normsharp completion words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
            if [[ -n $found[1] ]]; then compadd -Q -a found; else _files; fi
        }
        if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _normsharp "$@"; else compdef _normsharp normsharp; fi

        """;

    private const string Fish = """
        function __normsharp_complete
            set -l typed (commandline -opc)
            set -e typed[1]
            set -l last (commandline -ct)
            set -l found (normsharp completion words -- $typed "$last" 2>/dev/null)
            if test (count $found) -gt 0
                printf '%s\n' $found
            else
                __fish_complete_path "$last"
            end
        end
        complete -c normsharp -f -a '(__normsharp_complete)'

        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName normsharp -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
            if ($wordToComplete -eq '') { $words += '' }
            normsharp completion words '--' @words 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;

    /// <summary>The script of a shell.</summary>
    public static string Of(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => PowerShell,
    };
}
