-- What scripts/bench reads of a run of wrk: requests a second, latency in milliseconds, and failures of any kind.
done = function(summary, latency)
    local errors = summary.errors
    print("rps", string.format("%.0f", summary.requests / summary.duration * 1e6))
    print("p50", string.format("%.2f", latency:percentile(50) / 1000))
    print("p99", string.format("%.2f", latency:percentile(99) / 1000))
    print("bad", errors.status + errors.connect + errors.read + errors.write + errors.timeout)
end
