#!/usr/bin/env python3
"""The tables of Avellaneda and Stoikov (2008), section 3.3, through the whole pipeline.

`ballast simulate` writes the paths as tick CSVs, `ballast run` replays them, and mean profit, its
deviation and that of the final inventory are held against the exact moments of the experiment,
which are computed here by propagating them over time and inventory.

usage: avellaneda_stoikov_tables.py BALLAST REPORT_FOLDER [PATHS [SEED [WORK_FOLDER]]]
"""
import csv, math, os, subprocess, sys, tempfile

SIGMA, A, K, DT, STEPS = 2.0, 140.0, 1.5, 0.005, 200
GAMMAS = (0.1, 0.01, 1.0)
PUBLISHED = {  # profit, std(profit), std(final q): Quantitative Finance 8(3), 2008, tables 1 to 3
    (0.1, 'inventory'): (65.0, 6.6, 2.9), (0.1, 'symmetric'): (68.4, 12.7, 8.4),
    (0.01, 'inventory'): (68.6, 8.7, 5.1), (0.01, 'symmetric'): (68.8, 12.8, 8.7),
    (1.0, 'inventory'): (31.4, 5.0, 1.7), (1.0, 'symmetric'): (44.0, 11.0, 5.1)}


def symmetric_half_spread(gamma):
    return gamma * SIGMA ** 2 / 4 + math.log1p(gamma / K) / gamma


def exact(gamma, strategy):
    """Mean and deviation of the profit and deviation of the final inventory."""
    half = symmetric_half_spread(gamma)
    state = {0: (1.0, 0.0, 0.0)}  # q: probability, E[W; q], E[W^2; q]
    for step in range(STEPS):
        left = (STEPS - step) * DT
        after = {}
        for q, (p, w, w2) in state.items():
            if p < 1e-25:
                continue
            if strategy == 'inventory':
                base = math.log1p(gamma / K) / gamma
                ask = base + (1 - 2 * q) * gamma * SIGMA ** 2 * left / 2
                bid = base + (1 + 2 * q) * gamma * SIGMA ** 2 * left / 2
            else:
                ask = bid = half
            pa = min(1.0, A * math.exp(-K * ask) * DT)
            pb = min(1.0, A * math.exp(-K * bid) * DT)
            for fa, ca in ((1, pa), (0, 1 - pa)):
                for fb, cb in ((1, pb), (0, 1 - pb)):
                    c = ca * cb
                    if c == 0:
                        continue
                    r = q + fb - fa
                    d = fa * ask + fb * bid
                    x, y, z = after.get(r, (0.0, 0.0, 0.0))
                    m = w + d * p
                    s = w2 + 2 * d * w + d * d * p + r * r * SIGMA ** 2 * DT * p
                    after[r] = (x + c * p, y + c * m, z + c * s)
        state = after
    total = sum(v[0] for v in state.values())
    mean = sum(v[1] for v in state.values()) / total
    second = sum(v[2] for v in state.values()) / total
    q2 = sum(q * q * v[0] for q, v in state.items()) / total
    q1 = sum(q * v[0] for q, v in state.items()) / total
    return mean, math.sqrt(second - mean ** 2), math.sqrt(q2 - q1 ** 2)


def moments(sample):
    """Mean, deviation and their standard errors."""
    n = len(sample)
    mean = sum(sample) / n
    m2 = sum((x - mean) ** 2 for x in sample) / n
    m4 = sum((x - mean) ** 4 for x in sample) / n
    deviation = math.sqrt(m2 * n / (n - 1))
    return mean, deviation, deviation / math.sqrt(n), math.sqrt((m4 - m2 * m2) / n) / (2 * math.sqrt(m2))


def experiment():
    lines = '''name: avellaneda-stoikov
instrument: { symbol: SIM, tick: 0.000001, lot: 0.001, kind: linear, quote: USD }
data:
  - { format: tardis/book_ticker, files: quotes.csv }
  - { format: tardis/trades, files: trades.csv }
fills: { model: touch, fill: whole, book-crossing: off, latency: { feed: 0s } }
decide: { every: 1d, on: [touch] }
sessions: { at: "00:00:01", policy: reset }
metrics: { horizon: 1d, sample: 1d }
output: { fills: off, report: off }
strategies:
'''
    for gamma in GAMMAS:
        lines += (f'  - {{ name: inventory-{gamma:g}, use: avellaneda-stoikov, gamma: {gamma:g}, '
                  f'horizon: session, volatility: {SIGMA}, A: {A}, k: {K}, size: 1 }}\n'
                  f'  - {{ name: symmetric-{gamma:g}, use: symmetric, '
                  f'half-spread: {symmetric_half_spread(gamma):.9f}, size: 1 }}\n')
    return lines


def main():
    ballast, reports = os.path.abspath(sys.argv[1]), sys.argv[2]
    paths = int(sys.argv[3]) if len(sys.argv) > 3 else 10_000
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 2008
    work = sys.argv[5] if len(sys.argv) > 5 else tempfile.mkdtemp(prefix='avellaneda-stoikov-')
    subprocess.run([ballast, 'simulate', '--model', 'avellaneda-stoikov', '--paths', str(paths),
                    '--seed', str(seed), '--out', work], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(work, 'experiment.yaml'), 'w') as file:
        file.write(experiment())
    run = os.path.join(work, 'run')
    subprocess.run([ballast, 'run', os.path.join(work, 'experiment.yaml'), '--out', run, '--quiet',
                    '--no-cache'], check=True)
    profits, finals = {}, {}
    with open(os.path.join(run, 'sessions.csv')) as file:
        for row in csv.DictReader(file):
            profits.setdefault(row['strategy'], []).append(float(row['total_pnl']))
            finals.setdefault(row['strategy'], []).append(float(row['inventory_before']))
    rows, worst = [], 0.0
    for gamma in GAMMAS:
        for strategy in ('inventory', 'symmetric'):
            name = f'{strategy}-{gamma:g}'
            if len(profits.get(name, [])) != paths:
                sys.exit(f'{name}: {len(profits.get(name, []))} sessions instead of {paths}')
            mean, deviation, mean_se, deviation_se = moments(profits[name])
            _, q, _, q_se = moments(finals[name])
            truth = exact(gamma, strategy)
            for what, value, error, true, printed in zip(
                    ('profit', 'std(profit)', 'std(final q)'), (mean, deviation, q),
                    (mean_se, deviation_se, q_se), truth, PUBLISHED[gamma, strategy]):
                z = (value - true) / error
                worst = max(worst, abs(z))
                rows.append((f'{gamma:g}', strategy, what, f'{printed:g}', f'{true:.6f}',
                             f'{value:.6f}', f'{error:.6f}', f'{z:+.2f}'))
    head = ('gamma', 'strategy', 'quantity', 'published', 'exact', 'replayed', 'standard_error', 'z')
    os.makedirs(reports, exist_ok=True)
    with open(os.path.join(reports, 'tables.csv'), 'w') as file:
        file.write('\n'.join(','.join(row) for row in [head] + rows) + '\n')
    with open(os.path.join(reports, 'tables.md'), 'w') as file:
        file.write(f'# The tables of Avellaneda and Stoikov (2008)\n\n{paths} paths, seed {seed}, '
                   'simulated to tick CSVs and replayed; published are 1,000 paths of the paper, '
                   'exact the moments of its experiment, z = (replayed − exact) / standard error.\n\n')
        file.write('| ' + ' | '.join(head) + ' |\n|' + '---|' * len(head) + '\n')
        file.write(''.join('| ' + ' | '.join(row) + ' |\n' for row in rows))
    print(open(os.path.join(reports, 'tables.md')).read())
    if worst > 3:
        sys.exit(f'off by {worst:.2f} standard errors')


if __name__ == '__main__':
    main()
