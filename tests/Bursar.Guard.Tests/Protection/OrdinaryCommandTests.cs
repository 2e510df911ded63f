namespace Bursar.Tests.Protecting;

/// <summary>A guard that stands in the way of a normal day is switched off.</summary>
public sealed class OrdinaryCommandTests(Machine machine) : IClassFixture<Machine>
{
    public static TheoryData<string> Ordinary => Commands.Of("""
        ls
        ls -la ~/.claude
        git status
        git add -A && git commit -m "document bursar allow"
        git commit -am 'bursar policy set is for humans; bursar init too'
        git commit -m "$(cat <<'EOF'⏎Explain bursar allow⏎⏎rm -rf ~/.config/bursar is refused⏎EOF⏎)"
        git push origin main
        git checkout -b feature/limits
        git checkout main -- src/a.json
        git restore --staged src
        git stash
        git stash pop
        git clean -fdx
        git reset --hard HEAD~1
        git rebase main
        git diff HEAD -- .bursar/policy.json
        git log --oneline -5 -- .claude/settings.json
        git show HEAD:.bursar/policy.json
        git add .bursar/policy.json .claude/settings.json
        git mv src/a.json src/b.json
        git worktree add ../app-2 main
        git -C ../plain status
        git clone ../plain ../copy
        npm install
        npm ci && npm test
        npm run build -- --mode production
        npx tsc --noEmit
        npx eslint 'src/**/*.ts' --fix
        pnpm add -D vitest
        yarn build
        node index.js --port 3000
        node -e "console.log(process.version)"
        python3 -c "import json,sys; print(json.load(sys.stdin)['a'])" < src/a.json
        python -m pytest tests -q
        python3 - <<'EOF'⏎import os⏎print(os.getcwd())⏎EOF
        pip install -r requirements.txt
        dotnet build -c Release
        dotnet test tests/X -c Release --nologo
        dotnet run --project src/App -- --verbose
        dotnet run --project src/Bursar.Cli -- daily
        cargo test --all
        go build ./...
        make -j4 clean all
        docker build -t app .
        docker run --rm -v "$PWD":/app -w /app node:22 npm test
        docker compose up -d
        docker ps -a | grep app
        rm -rf node_modules
        rm -rf dist build/ ./out
        rm -rf src/{bin,obj} tests/*/{bin,obj}
        rm -f *.log
        rm -rf *
        rm -rf "$BUILD_DIR"/*
        D=$(mktemp -d); cp src/a.json "$D"/ && rm -rf "$D"
        rm ~/.claude/skills/a/SKILL.md
        mkdir -p src/new && touch src/new/file.ts
        mkdir -p ~/.claude/skills/b ~/.claude/agents .claude/commands
        mv src/a.json src/c.json
        cp .claude/settings.json /tmp/settings-copy.json
        cp -r src /tmp/src-copy
        cp ~/.config/bursar/policy.json /tmp/
        rsync -a --delete src/ /tmp/src/
        ln -s ../plain/src link
        sed -i 's/foo/bar/g' src/a.json
        sed -i -e 's/a/b/' -e 's/c/d/' src/*.json
        sed -n '1,20p' ~/.config/bursar/policy.json
        sed 's/x/y/' .claude/settings.json | head
        perl -pi -e 's/foo/bar/' src/a.json
        find . -name '*.json'
        find . -name '*.pyc' -delete
        find . -type d -name __pycache__ -exec rm -rf {} +
        find src -name '*.json' -delete
        find . -type d -empty -delete
        find . -not -path './.claude/*' -not -path './.bursar/*' -name '*.json' -exec sed -i 's/a/b/' {} +
        find ~/.claude/projects -name '*.jsonl' | wc -l
        find ~/.claude/projects -name '*.jsonl' -exec grep -l usage {} +
        find . -name '*.ts' | xargs grep -n TODO
        find . -name '*.orig' -print0 | xargs -0 rm -f
        grep -rl foo src | xargs sed -i 's/foo/bar/g'
        grep -r "bursar allow" docs
        rg -n 'bursar (init|allow)' --type md
        grep -rn '~/.config/bursar' README.md docs > /tmp/found.txt
        cat ~/.claude/settings.json | jq .
        cat ~/.claude/settings.json | jq . > /tmp/settings.json
        jq -r '.hooks' ~/.claude/settings.json .claude/settings.json
        jq '.a = 1' src/a.json > tmp.json && mv tmp.json src/a.json
        cat .bursar/policy.json ~/.config/bursar/policy.json
        head -c 200 ~/.claude/projects/-p/s.jsonl
        tail -n 5 ~/.claude/projects/-p/s.jsonl | jq .message.usage
        tail -f ~/.claude/projects/-p/s.jsonl | grep --line-buffered usage
        wc -l ~/.claude/projects/*/*.jsonl
        ls ~/.config/bursar ~/.local/share/bursar
        stat ~/.local/share/bursar/ledger.db
        file ~/.local/bin/bursar
        diff .claude/settings.json ~/.claude/settings.json
        sha256sum ~/.local/share/bursar/ledger.db
        sqlite3 -readonly ~/.local/share/bursar/ledger.db "select count(*) from responses"
        sqlite3 "file:$HOME/.local/share/bursar/ledger.db?mode=ro" .tables
        sqlite3 app.db "drop table x"
        test -f ~/.config/bursar/policy.json && echo yes
        [ -e .bursar/policy.json ] || echo none
        if [[ -f .claude/settings.json && -f .bursar/policy.json ]]; then echo both; fi
        [[ a > .bursar/policy.json ]] && echo greater
        cd ~/.config/bursar && ls -la && cat policy.json
        cd ~/.config/bursar; cd - > /dev/null; rm -f policy.json
        (cd ~/.config/bursar && ls) && rm -f policy.json
        echo "see ~/.config/bursar/policy.json"
        echo "run: bursar allow --session x" >> notes.md
        printf '%s\n' "bursar init" > docs/setup.md
        echo 'rm -rf ~/.config/bursar' > notes.txt
        cat > notes.md <<'EOF'⏎Do not rm ~/.config/bursar/policy.json; run bursar allow⏎EOF
        cat <<EOF > src/x.sh⏎#!/bin/sh⏎echo done⏎EOF
        bursar
        bursar daily --json
        bursar usage
        bursar report --by project,agent --since 2026-11-01
        bursar policy show
        bursar policy check .bursar/policy.json
        bursar policy check ~/.config/bursar/policy.json
        bursar verify --session abc
        bursar doctor
        bursar ledger check
        bursar ledger backup /tmp/b.db
        bursar allow --help
        bursar pricing import prices.json --dry-run
        ~/.local/bin/bursar daily
        bursar-hook --version
        bursar daily --json | jq '.totals' > /tmp/totals.json
        which bursar
        command -v bursar
        pgrep -fl bursar
        kill %1
        pkill -f vite
        kill -9 $(lsof -ti:3000)
        lsof -i :3000
        npm test > /tmp/out.txt 2>&1
        npm test 2>&1 | tail -20
        npm test &> test.log
        make 2>/dev/null || true
        curl -s https://example.com/a.json -o src/a.json
        curl -X POST -H 'Content-Type: application/json' -d '{"path":"~/.x"}' http://localhost:3000
        tar czf /tmp/src.tgz src
        chmod +x src/x.sh
        chmod -R u+w src
        export PATH="$HOME/.local/bin:$PATH"
        FOO=bar npm start
        env NODE_ENV=test npm test
        time npm test
        timeout 60 npm test
        sudo apt-get install -y jq
        nohup npm start > /tmp/log 2>&1 &
        for f in src/*.json; do echo "$f"; sed -i 's/a/b/' "$f"; done
        while read -r l; do echo "$l"; done < .bursar/policy.json
        case "$1" in a) rm -f x;; *) echo none;; esac
        echo $((1 << 3)) && rm -f x
        bash -c 'cat ~/.config/bursar/policy.json'
        bash scripts/build.sh
        ssh host 'ls'
        gh pr create --title "docs: bursar allow" --body "Explains ~/.config/bursar/policy.json: see docs"
        gh issue list --search "bursar init"
        awk '{print $1}' ~/.claude/projects/-p/s.jsonl
        sort -u ~/.claude/projects/-p/s.jsonl | uniq -c
        diff <(jq -S . .claude/settings.json) <(jq -S . ~/.claude/settings.json)
        vim src/a.json
        code .
        tee src/out.txt < src/a.json
        echo x | tee -a notes.txt
        dd if=~/.local/share/bursar/ledger.db of=/tmp/copy.db
        xxd ~/.local/share/bursar/ledger.db | head
        echo done > ~/.claude/projects/-p/memory/notes.md
        rm ~/.claude/projects/-p/memory/MEMORY.md
        echo hi >> ~/.claude/CLAUDE.md
        rm -rf ~/.claude/skills/a
        ls ~/.config/bursar | wc -l
        MODEL=$(jq -r .model ~/.claude/settings.json); npm run bench -- --model "$MODEL"
        pushd src && rm -f a.json && popd
        # rm -rf ~/.config/bursar
        npm test # then > .bursar/policy.json
        cat tests/.claude/settings.json > /tmp/x
        node -e "require('fs').writeFileSync('tests/.claude/settings.json', '{}')"
        """);

    [Theory]
    [MemberData(nameof(Ordinary))]
    public void An_ordinary_command_runs(string command) => Assert.Null(machine.Bash(command));

    [Fact]
    public void In_a_project_without_files_of_the_guard_everything_in_it_may_be_changed()
    {
        var plain = Path.Combine(machine.Home, "work", "plain");
        var paths = machine.Protected(plain);
        foreach (var command in (string[])["find . -name '*.json' -delete", "rm -rf .", "chmod -R 755 .", "find . -type f -exec sed -i 's/a/b/' {} +", "rm -rf .* *"])
        {
            Assert.Null(machine.Bash(command.Replace(".* *", "./* *", StringComparison.Ordinal), plain, paths));
        }
    }
}
