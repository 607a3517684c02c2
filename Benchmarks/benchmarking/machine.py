"""The machine: what it is and whether it is quiet enough to measure on."""

import os
import platform
import subprocess
import sys
import time


def first_line(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return (done.stdout or done.stderr).strip().splitlines()[0]


def value_in(path, key, separator):
    with open(path, encoding="utf-8") as file:
        for line in file:
            name, found, value = line.partition(separator)
            if found and name.strip() == key:
                return value.strip().strip('"')
    return "unknown"


def description():
    """Lines that say what was measured on."""
    memory = value_in("/proc/meminfo", "MemTotal", ":").split()
    gigabytes = f"{int(memory[0]) / 2**20:.0f} GiB" if memory[0].isdigit() else "unknown"
    return [
        f"{value_in('/proc/cpuinfo', 'model name', ':')}, {os.cpu_count()} cores, {gigabytes}",
        f"{value_in('/etc/os-release', 'PRETTY_NAME', '=')}, Linux {platform.release()}",
        f"{first_line(['swift', '--version'])}; {first_line(['gcc', '--version'])}",
    ]


def load():
    return f"load average {' '.join(f'{value:.2f}' for value in os.getloadavg())}"


def free_cores():
    """How many cores a process a core gets in a third of a second: all of them if it is quiet."""
    children = []
    started = time.monotonic()
    for _ in range(os.cpu_count() or 1):
        child = os.fork()
        if child == 0:
            while time.monotonic() - started < 0.3:
                pass
            os._exit(0)
        children.append(child)
    used = 0.0
    for child in children:
        _, _, usage = os.wait4(child, 0)
        used += usage.ru_utime + usage.ru_stime
    return used / (time.monotonic() - started)


def quietness():
    """A line on how busy the machine is, and whether it is quiet."""
    cores, free = os.cpu_count() or 1, free_cores()
    is_quiet = free > 0.85 * cores
    verdict = "quiet" if is_quiet else "BUSY: trust ratios only, and repeat what looks odd"
    return f"{load()}; {free:.2f} of {cores} cores free: {verdict}", is_quiet


def wait_for_quiet(minutes):
    """Waits until the machine is quiet, at most `minutes`; says how busy it is."""
    started = time.monotonic()
    while True:
        line, is_quiet = quietness()
        if is_quiet or time.monotonic() - started >= 60 * minutes:
            print(line, file=sys.stderr)
            return
        time.sleep(5)
