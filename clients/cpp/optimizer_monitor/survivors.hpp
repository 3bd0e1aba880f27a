// What outlives a full buffer.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "chunk.hpp"

namespace optimizer_monitor::detail {

/** An iteration's run, and its least and greatest objective: NaN where it has none. */
struct Step {
    std::string_view run;
    double least = 0, greatest = 0;
};

/** Reads them from an iteration's record. */
inline Step stepOf(const char* payload);

/**
 * Takes what a full buffer lets go of, oldest first, and keeps what begins or ends a run, and of each run's iterations the
 * least, the greatest and the newest. They count against a bound of their own.
 */
class Survivors {
public:
    explicit Survivors(std::size_t maxWeight) : maxWeight_(maxWeight) {}

    bool isEmpty() const noexcept { return records_.empty(); }

    /** Takes the records of a chunk; gives the number of events that are lost by that. */
    std::size_t add(const Chunk& chunk) {
        const std::size_t before = records_.size();
        ChunkReader reader(chunk);
        RecordHead head;
        const char* payload = nullptr;
        while (reader.next(head, payload)) {
            if (head.kind == Kind::protectedText) keep(head, payload);
            else if (head.kind == Kind::iteration) measure(head, payload);
        }
        // Runs without end and nobody who takes: what is kept of them is final.
        if (runs_.size() > maxWeight_) runs_.clear();
        while (weight_ > maxWeight_ && records_.size() > 1) erase(records_.begin()->first);
        return before + chunk.count - records_.size();
    }

    /** Gives the oldest away, as many as a chunk should hold, in the order in which they were recorded. */
    Chunk take() {
        runs_.clear();
        Chunk chunk;
        while (!records_.empty() && chunk.bytes.size() < kChunkBytes) {
            const auto first = records_.begin();
            chunk.add(first->second.head, first->second.payload.data());
            weight_ -= weightOf(first->second.head.bytes);
            records_.erase(first);
        }
        return chunk;
    }

private:
    struct Record {
        RecordHead head;
        std::string payload{};
    };

    /** The places of one run's records that stay, and the values that they stay for. */
    struct Extremes {
        std::uint64_t newest = 0, least = 0, greatest = 0;
        double leastValue = std::nan(""), greatestValue = std::nan("");

        bool has(std::uint64_t place) const noexcept { return place == newest || place == least || place == greatest; }
    };

    void measure(const RecordHead& head, const char* payload) {
        const Step step = stepOf(payload);
        const std::uint64_t place = keep(head, payload);
        Extremes& run = runs_[std::string(step.run)];
        const Extremes before = run;
        run.newest = place;
        // Comparisons with NaN are false.
        if (step.least < run.leastValue || (std::isnan(run.leastValue) && !std::isnan(step.least))) {
            run.least = place;
            run.leastValue = step.least;
        }
        if (step.greatest > run.greatestValue || (std::isnan(run.greatestValue) && !std::isnan(step.greatest))) {
            run.greatest = place;
            run.greatestValue = step.greatest;
        }
        for (const std::uint64_t former : {before.newest, before.least, before.greatest}) {
            if (!run.has(former)) erase(former);
        }
    }

    std::uint64_t keep(const RecordHead& head, const char* payload) {
        records_.emplace(++count_, Record{head, std::string(payload, head.bytes)});
        weight_ += weightOf(head.bytes);
        return count_;
    }

    void erase(std::uint64_t place) {
        const auto found = records_.find(place);
        if (found == records_.end()) return;
        weight_ -= weightOf(found->second.head.bytes);
        records_.erase(found);
    }

    const std::size_t maxWeight_;
    /** By the order in which they were recorded. */
    std::map<std::uint64_t, Record> records_;
    /** Since survivors were last given away. */
    std::unordered_map<std::string, Extremes> runs_;
    std::uint64_t count_ = 0;
    std::size_t weight_ = 0;
};

}  // namespace optimizer_monitor::detail
