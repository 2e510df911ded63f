namespace Bursar.Guard.Tests.Protecting;

/// <summary>Commands of a normal day, as agents and people give them.</summary>
internal static class FreeCommands
{
    public static readonly string[] All =
    [
        // Files of the project
        "ls -la", "pwd", "cat README.md", "cat src/main.ts | head -50", "rm -rf node_modules", "rm -rf dist build .next coverage", "rm -f *.log", "rm src/old.ts",
        "mkdir -p src/components && touch src/components/Button.tsx", "mv src/a.ts src/b.ts", "cp -r src /tmp/src-backup", "cp .env.example .env", "chmod +x scripts/*.sh",
        "find . -name '*.json' -delete", "find . -name '*.pyc' -exec rm {} +", "find . -type d -name __pycache__ -exec rm -rf {} +", "find src -name '*.ts' | xargs sed -i 's/foo/bar/g'",
        "find . -type f -name '*.tmp' -print0 | xargs -0 rm -f", "sed -i 's/1.0.0/1.0.1/' package.json", "sed -i.bak -e 's/a/b/' src/main.ts", "perl -pi -e 's/foo/bar/g' src/main.ts",
        "echo 'hello' > notes.txt", "echo \"export default 1\" >> src/main.ts", "cat > src/new.ts <<'EOF'\nexport const x = 1;\nEOF", "tee out.txt < in.txt", "truncate -s 0 app.log",
        "ln -s ../shared src/shared", "tar czf release.tgz dist", "tar xzf vendor.tgz -C vendor", "unzip -o assets.zip -d public", "dd if=/dev/zero of=disk.img bs=1M count=10",
        "for f in *.ts; do sed -i 's/a/b/' \"$f\"; done", "for i in 1 2 3; do echo $i; done", "while read -r line; do echo \"$line\"; done < list.txt", "ls *.log | xargs -I{} rm {}",
        "if [ -f package.json ]; then npm test; fi", "[[ -f src/main.ts && -d src ]] && echo yes", "case \"$1\" in start) npm start ;; stop) echo stop ;; esac", "rsync -a --delete dist/ /tmp/deploy/",
        "chown -R app:app dist", "awk '{print $1}' access.log > ips.txt", "sort -u ips.txt -o ips.txt", "diff <(sort a.txt) <(sort b.txt)", "D=$(mktemp -d) && cp src/main.ts $D/ && rm -rf $D",
        "T=$(mktemp -d); mkdir -p $T/.claude; echo '{}' > $T/.claude/settings.json", "rm -rf \"$TMPDIR/build\"", "cd src && rm -f generated.ts", "(cd dist && python3 -m http.server 8000)", "rm -rf /tmp/app-cache",
        // git
        "git status", "git add -A && git commit -m \"Fix the build\"", "git commit -m \"document bursar allow\"", "git commit -m 'policy: raise maxSpendUSD in .bursar/policy.json'", "git diff HEAD~1 -- .claude/settings.json",
        "git checkout -b feature/x", "git checkout .", "git restore --staged .", "git stash", "git stash pop", "git reset --hard HEAD~1", "git clean -fd", "git push origin main", "git pull --rebase",
        "git log --oneline | head", "git show HEAD:.claude/settings.json", "git add .claude/settings.json", "git rm -r --cached dist", "git mv src/a.ts src/b.ts", "git rebase -i HEAD~3", "git grep -n 'bursar allow'", "git worktree add ../app-fix fix",
        "git commit -m \"$(cat <<'EOF'\nGuard: refuse rm ~/.config/bursar/policy.json\n\nAlso bursar allow.\nEOF\n)\"", "gh pr create --title 'Protect it' --body 'Nothing may write ~/.claude/settings.json any more.'",
        // Build tools
        "npm install", "npm run build && npm test", "npx tsc --noEmit", "pnpm add -D vitest", "yarn install --frozen-lockfile", "dotnet build -c Release", "dotnet test --filter Guard", "dotnet run --project src/App -- --help",
        "cargo build --release", "go test ./...", "make -j4", "pip install -r requirements.txt", "python3 -m pytest -q", "python3 -c \"print(1 + 1)\"", "node -e \"console.log(process.version)\"", "node scripts/build.js", "bash scripts/build.sh", "sh -c 'npm test'",
        "docker build -t app .", "docker compose up -d", "docker run --rm -v \"$PWD:/app\" node:20 npm test", "docker system prune -f", "kubectl get pods", "terraform plan", "curl -sSL https://example.test/install.sh -o install.sh", "wget -q https://example.test/a.tgz",
        "timeout 60 npm test", "nohup npm start > server.log 2>&1 &", "time make", "env NODE_ENV=test npm test", "NODE_ENV=production npm run build", "sudo apt-get update", "kill %1", "pkill -f vite", "kill -9 12345", "lsof -i :3000 | awk 'NR>1 {print $2}' | xargs kill",
        "sqlite3 app.db 'select count(*) from users'", "psql -c 'drop table x'", "ssh deploy@example.test 'systemctl restart app'", "echo done > /dev/null 2>&1", "which bursar", "command -v bursar",
        // Reading what is protected
        "cat ~/.claude/settings.json | jq .", "cat ~/.config/bursar/policy.json", "jq '.hooks' .claude/settings.json", "grep -r \"bursar allow\" docs", "grep -rn hooks ~/.claude/settings.json", "ls -la ~/.config/bursar ~/.claude/projects", "head -5 ~/.claude/projects/-work-app/s1.jsonl",
        "tail -f ~/.claude/projects/-work-app/s1.jsonl", "wc -l ~/.claude/projects/*/*.jsonl", "find ~/.claude/projects -name '*.jsonl'", "find ~/.claude/projects -name '*.jsonl' -exec grep -l foo {} +", "find ~/.claude/projects -name '*.jsonl' | xargs wc -l",
        "stat ~/.claude.json", "diff ~/.claude/settings.json .claude/settings.json", "cp ~/.config/bursar/policy.json /tmp/policy-copy.json", "cp -r ~/.claude /tmp/claude-backup", "tar czf /tmp/backup.tgz ~/.claude ~/.config/bursar", "sha256sum ~/.local/share/bursar/ledger.db",
        "sqlite3 -readonly ~/.local/share/bursar/ledger.db 'select count(*) from responses'", "sqlite3 'file:'$HOME'/.local/share/bursar/ledger.db?mode=ro' .tables", "test -f ~/.config/bursar/policy.json && echo there", "[ -d .bursar ] || echo none", "[[ -f src/main.ts && -f ~/.claude/settings.json ]]",
        "cd ~/.config/bursar && ls", "cd ~/.claude/projects && grep -l error */*.jsonl | head", "sed -n 1,20p ~/.claude/settings.json", "awk '/hooks/ {print}' ~/.claude/settings.json", "sort ~/.claude/projects/-work-app/s1.jsonl | uniq -c", "for f in ~/.claude/projects/*/*.jsonl; do wc -l \"$f\"; done",
        "echo ~/.config/bursar/policy.json", "echo 'rm ~/.config/bursar/policy.json'", "printf '%s\\n' ~/.claude/settings.json", "dd if=~/.claude.json of=/tmp/copy bs=1k", "git diff --no-index ~/.claude/settings.json /tmp/x.json", "cat ~/.claude/settings.json > /tmp/settings-copy.json",
        // Bursar's own reading commands
        "bursar", "bursar daily --since 2026-11-01", "bursar report --by project,model", "bursar usage --json", "bursar statusline --check", "bursar policy show", "bursar policy check .bursar/policy.json", "bursar doctor", "bursar ledger check", "bursar ledger backup /tmp/ledger.db", "bursar verify --session s1",
        "bursar replay --policy .bursar/policy.json", "bursar pricing check claude-opus-4-8", "bursar pricing import prices.json --dry-run", "bursar allow --help", "bursar allow list", "bursar allow list --json", "bursar phase start init --estimate-usd 1", "bursar phase end allow", "bursar phases --json", "bursar audit", "bursar explain --session init", "bursar forecast --json", "bursar alerts list", "bursar dashboard --out costs.md", "bursar estimates suggest hook --estimate-usd 2", "~/.local/bin/bursar daily --json | jq .totals", "bursar session --project allow",
        // Free neighbours
        "mkdir -p ~/.claude/skills/new && echo '# New' > ~/.claude/skills/new/SKILL.md", "rm -rf ~/.claude/skills/old", "echo note >> ~/.claude/CLAUDE.md", "sed -i 's/a/b/' .claude/agents/scout.md", "cp scout.md .claude/agents/", "mkdir .claude/commands",
        "echo fact >> ~/.claude/projects/-work-app/memory/MEMORY.md", "rm ~/.claude/projects/-work-app/memory/old.md", "mv ~/Downloads/a.zip ~/", "cp app ~/.local/bin/", "rm -rf ~/.cache/pip", "npm config set prefix ~/.local", "echo x > .claude/settings.json.example",
        "rm -rf ~/.config/bursar-old", "touch ~/.config/other/policy.json", "echo '.bursar/' >> .gitignore", "cat > docs/limits.md <<EOF\nWrite ~/.config/bursar/policy.json, then run \\`bursar policy set\\`.\nEOF",
        // And more of them
        "git log --all --source -- .bursar/policy.json", "npm run lint -- --fix", "grep -rl TODO . | xargs sed -i 's/TODO/DONE/'", "rm -rf \"$(dirname \"$0\")/build\"", "cd \"$(git rev-parse --show-toplevel)\" && rm -rf build", "git checkout main -- src", "cp -r templates/. .", "tar -C /tmp -xf a.tar", "find . -path ./node_modules -prune -o -name '*.js' -print", "find / -name '*.conf' 2>/dev/null",
        "docker run -v ~/.claude:/root/.claude app", "claude mcp add bursar -- bursar mcp", "ls ~/.claude/projects | wc -l", "sed -i '/foo/d' ~/.bashrc", "sed 's#~/.config/bursar#X#' README.md > out.md", "git stash push -m 'wip: limits in .bursar/policy.json'", "rm -rf ./*", "export PATH=\"$HOME/.local/bin:$PATH\"", "echo 'export X=1' >> ~/.bashrc", "chmod 755 ~/.local/bin/app", "mkdir -p ~/.config/app && cp app.json ~/.config/app/",
        "rsync -avz ./ deploy@example.test:/srv/app/", "cp -r .claude /tmp/", "cp -a . /tmp/copy", "npm pkg set scripts.test=vitest", "python3 <<'EOF'\nimport json\nprint(json.dumps({'a': 1}))\nEOF", "cat <<'EOF' > run.sh\n#!/bin/bash\nset -euo pipefail\ncd \"$(dirname \"$0\")\"\nrm -rf build && mkdir build\nEOF\nchmod +x run.sh && ./run.sh", "for f in $(git ls-files '*.cs'); do sed -i 's/\\r$//' \"$f\"; done", "while IFS= read -r f; do rm -f \"$f\"; done < <(find . -name '*.orig')",
        "[ \"$(uname)\" = Darwin ] && brew install jq || sudo apt-get install -y jq", "echo $((1 + 2)) > sum.txt", "x=5; (( x > 3 )) && echo big", "printf '%s\\n' a b c | sort | tee sorted.txt", "a=(1 2 3); echo \"${a[@]}\" \"${#a[@]}\"", "set -euo pipefail", "trap 'rm -rf \"$tmp\"' EXIT", "git diff | grep '^+' | wc -l", "jq '.dependencies | keys[]' package.json", "curl -s https://example.test/api | jq '.items[] | select(.id > 3)'", "ps aux | grep node | awk '{print $2}' | xargs kill",
        "sed -n '/start/,/end/p' log.txt", "awk -F, '{s += $3} END {print s > \"/dev/stderr\"}' data.csv", "openssl rand -hex 16 > secret.txt", "head -c 100 /dev/urandom | base64", "mv dist/{a,b}.js out/", "cp src/{main,old}.ts /tmp/", "ls -1 src | while read f; do echo \"$f\"; done", "git rev-parse --abbrev-ref HEAD", "date +%F > stamp", "test -d node_modules || npm ci", "find . -maxdepth 1 -type f -name '*.md' -delete", "sudo chown -R \"$USER\" node_modules",
        "grep -o 'hooks' ~/.claude/settings.json", "rg -n 'limit' ~/.config/bursar", "tree ~/.claude", "du -sh ~/.claude/projects", "tar tzf /tmp/backup.tgz ~/.claude/settings.json", "readlink -f ~/.local/bin/bursar", "git commit --amend -m \"Refuse 'rm -rf .bursar' && 'bursar init'\"", "grep -n 'bursar policy set' README.md docs/*.md", "rg 'bursar init' --files-with-matches | head", "echo \"run bursar allow yourself\"",
        // Longer ones
        "git fetch origin && git rebase origin/main", "cd /repo && git log --format='%h %s' -- .bursar | cat", "git diff main...HEAD --stat -- .claude .bursar", "git checkout HEAD -- src/main.ts README.md", "git restore src",
        "git stash push -m wip -- src", "git clean -fdx node_modules", "git apply fix.patch", "git cherry-pick abc123 && git tag v1.0.0", "git blame .claude/settings.json", "git config user.name \"A B\"",
        "git add .bursar/policy.json && git commit -qm \"limits\"", "gh pr view 12 --json title,body --jq .body > /tmp/body.md", "gh api repos/o/r/pulls/1/comments -f body='see ~/.claude/settings.json: hooks'",
        "cat <<'EOT' | tee docs/notes.md\nUse `bursar allow` and ~/.config/bursar/policy.json\nEOT",
        "python3 - <<'PY'\nimport json, pathlib\np = pathlib.Path(\"package.json\")\nd = json.loads(p.read_text())\nd[\"version\"] = \"1.2.3\"\np.write_text(json.dumps(d, indent=2))\nPY",
        "python3 -c \"import json,sys; print(json.load(sys.stdin)['hooks'])\" < ~/.claude/settings.json", "cat ~/.claude/settings.json | python3 -m json.tool", "node -p \"require('./package.json').version\"",
        "for d in packages/*/; do (cd \"$d\" && npm ci && npm run build) || exit 1; done", "find . -name '*.cs' -not -path '*/obj/*' | xargs grep -l TODO | head", "find . -type f \\( -name '*.bak' -o -name '*.orig' \\) -delete",
        "find . -name '*.sh' -exec chmod +x {} \\;", "find . -empty -type d -delete", "find src -type f -exec sed -i 's/foo/bar/' {} +", "ls -t ~/.claude/projects/*/*.jsonl | head -1 | xargs tail -3",
        "tail -n 1 \"$(ls -t ~/.claude/projects/-work-app/*.jsonl | head -1)\" | jq .message.usage", "F=$(ls -t ~/.claude/projects/*/*.jsonl | head -1); jq -r .type \"$F\" | sort | uniq -c",
        "for f in ~/.claude/projects/*/*.jsonl; do echo \"$f: $(wc -l < \"$f\")\"; done > /tmp/counts.txt", "diff -u ~/.config/bursar/policy.json .bursar/policy.json || true",
        "[ \"$(jq -r .limits.maxTurns .bursar/policy.json)\" -gt 5 ] && echo many", "test \"$(cat ~/.config/bursar/policy.json)\" = '{}' && echo empty",
        "if grep -q bursar-hook ~/.claude/settings.json; then echo installed; else echo missing; fi", "which bursar bursar-hook && bursar --version",
        "bursar report --by session --json | jq '.rows[] | select(.session == \"allow\")'", "bursar usage > usage.txt 2>&1", "bursar daily | tee daily.txt | head", "B=$(command -v bursar) && \"$B\" daily",
        "time bursar daily >/dev/null", "docker run --rm -v \"$(pwd)\":/src -w /src node:20 sh -c \"npm ci && npm test\"", "docker exec -it app bash -c 'rm -rf /tmp/*'",
        "curl -s -X POST -H 'Content-Type: application/json' -d '{\"path\":\"~/.claude/settings.json\"}' http://localhost:8080/x", "rsync -av --exclude node_modules --delete ./src/ /tmp/mirror/",
        "tar -czf - src | ssh h 'tar xzf - -C /srv'", "make clean && make -j\"$(nproc)\" 2>&1 | tee build.log", "rm -rf bin obj && dotnet restore && dotnet build -c Release -v quiet --nologo", "rm -f /tmp/*.log ~/Downloads/*.tmp",
        "cp ~/.claude/skills/pdf/SKILL.md ./docs/ && rm -rf ~/.claude/agents/old.md", "mkdir -p .claude/skills/x && cat > .claude/skills/x/SKILL.md <<'E'\n---\nname: x\n---\nE",
        "sed -i 's/model: .*/model: opus/' .claude/agents/*.md", "mv .claude/agents/a.md .claude/agents/b.md", "rm -rf .claude/agents .claude/commands", "chmod -R u+w .claude/agents", "echo \"$HOME/.config/bursar\" | tee where.txt",
        "export BURSAR_HOME=~/.config/bursar; bursar daily", "BURSAR_HOME=$(mktemp -d) bursar daily", "kill $(lsof -t -i:3000)", "kill -0 1234 && echo alive", "pkill -f \"next dev\" || true",
        "jq '.scripts.test=\"vitest\"' package.json > tmp.json && mv tmp.json package.json", "awk 'NR==FNR{a[$1];next} $1 in a' a.txt b.txt > both.txt", "awk '{print $2 > \"out.txt\"}' ~/.claude/projects/-work-app/s1.jsonl",
        "sed 's/w foo/e bar/' x", "perl -0pi -e 's/\\n\\n+/\\n\\n/g' README.md", "printf '{\"a\":1}' > data.json; cat data.json", "read -p \"ok? \" x; echo $x", "(sleep 1; echo done) & wait",
        "a=1; b=$((a+1)); [[ $b -gt 1 && $a != 2 ]] && echo \"ok > fine\"", "grep -E '^(foo|bar)' <<< \"$(cat README.md)\"", "ssh-keygen -t ed25519 -f ~/.ssh/id -N ''",
        "sqlite3 -readonly ~/.local/share/bursar/ledger.db <<< '.tables'", "sudo systemctl restart nginx && sudo tail -20 /var/log/nginx/error.log", "npx prettier --write \"src/**/*.{ts,tsx}\"", "npx eslint . --ext .ts --fix",
        "rm -rf **/node_modules", "rm -rf **/*.tmp", "cp -r ../shared/. vendor/", "mv ../x .", "cp -R ~/.claude/skills /tmp/skills && tar cf /tmp/s.tar -C /tmp skills", "ln -s \"$PWD\" ~/link-to-app",
        "npm link && ln -sfn ~/work/app/dist ~/.local/lib/app", "code .", "ls ~ && du -sh ~/.config", "dotnet run --project src/Bursar.Cli -- daily", "dotnet src/Bursar.Cli/bin/Release/net10.0/bursar.dll report --by model",
        "cargo run -- allow", "./manage.py init && terraform init && git init", "systemctl --user status bursar", "claude -p 'explain bursar allow' --output-format json",
        "strings ~/.local/bin/bursar | head; file ~/.local/bin/bursar-hook; ldd ~/.local/bin/bursar",
        // Parameters and folders
        "xxd ~/.local/share/bursar/ledger.db | head", "if [[ -f .claude/settings.json && -f .bursar/policy.json ]]; then echo both; fi", "bursar-hook --version", "git config --file ~/.config/bursar/policy.json --get a.b", "set -- a b; echo \"$1\"", "sh -c 'rm -f \"$1\"' _ build.log", "rm -rf \"$BUILD\"/", "git rm -r --cached .",
    ];
}
