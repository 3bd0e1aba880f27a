// What was recorded and not yet sent, in order and within bounds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "survivors.hpp"

namespace optimizer_monitor::detail {

/**
 * The program's threads append, one other thread takes. When it is full, the oldest events go, but for what must
 * survive: that goes only where it alone is three times the bound. The lock is held for a few copied bytes.
 */
class RecordBuffer {
public:
    explicit RecordBuffer(std::size_t capacity) : capacity_(capacity), survivors_(3 * capacity) {}

    /** Appends one record, whose bytes `write` appends to the given string. Out of memory, it counts as dropped. */
    template <class Write>
    void append(Kind kind, double time, Write&& write) noexcept {
        const std::lock_guard lock(mutex_);
        ++pushed_;
        if (!tryAppend(kind, time, write)) ++dropped_;
    }

    /** Gives the oldest chunk away; false when there is none. */
    bool take(Chunk& chunk) {
        const std::lock_guard lock(mutex_);
        if (!survivors_.isEmpty()) {
            chunk = survivors_.take();
        } else {
            if (chunks_.empty()) return false;
            weight_ -= chunks_.front().weight;
            chunk = std::move(chunks_.front());
            chunks_.pop_front();
        }
        waiting_ -= chunk.count;
        return true;
    }

    /** Events that were taken but could not be sent, or never came so far. */
    void countDropped(std::uint64_t count = 1) noexcept {
        const std::lock_guard lock(mutex_);
        dropped_ += count;
    }

    /** How many were dropped since the last call. */
    std::uint64_t takeDropped() noexcept {
        const std::lock_guard lock(mutex_);
        return std::exchange(dropped_, 0);
    }

    /** How many were ever pushed: a position to wait for. */
    std::uint64_t pushed() const noexcept {
        const std::lock_guard lock(mutex_);
        return pushed_;
    }

    /** How many of those pushed have left, by being taken or dropped. */
    std::uint64_t passed() const noexcept {
        const std::lock_guard lock(mutex_);
        return pushed_ - waiting_;
    }

    bool isEmpty() const noexcept {
        const std::lock_guard lock(mutex_);
        return waiting_ == 0 && dropped_ == 0;
    }

private:
    template <class Write>
    bool tryAppend(Kind kind, double time, Write& write) noexcept {
        try {
            Chunk& chunk = openChunk();
            const std::size_t begin = chunk.bytes.size();
            try {
                chunk.bytes.append(sizeof(RecordHead), '\0');
                write(chunk.bytes);
            } catch (...) {
                chunk.bytes.resize(begin);
                throw;
            }
            const std::size_t size = chunk.bytes.size() - begin - sizeof(RecordHead);
            const RecordHead head{time, static_cast<std::uint32_t>(size), kind};
            std::memcpy(&chunk.bytes[begin], &head, sizeof head);
            ++chunk.count;
            chunk.weight += weightOf(size);
            weight_ += weightOf(size);
            ++waiting_;
            while (weight_ > capacity_ && chunks_.size() > 1) dropOldest();
            return true;
        } catch (...) {
            return false;
        }
    }

    Chunk& openChunk() {
        const bool isFull =
            chunks_.empty() || chunks_.back().bytes.size() >= kChunkBytes || chunks_.back().weight > capacity_ / 16;
        if (isFull) {
            chunks_.emplace_back();
            chunks_.back().bytes.reserve(kChunkBytes + kChunkBytes / 8);
        }
        return chunks_.back();
    }

    void dropOldest() {
        const std::size_t lost = survivors_.add(chunks_.front());
        waiting_ -= lost;
        dropped_ += lost;
        weight_ -= chunks_.front().weight;
        chunks_.pop_front();
    }

    const std::size_t capacity_;
    mutable std::mutex mutex_;
    std::deque<Chunk> chunks_;
    /** Of chunks that were dropped: older than all others. */
    Survivors survivors_;
    std::size_t weight_ = 0;
    std::uint64_t pushed_ = 0, waiting_ = 0, dropped_ = 0;
};

}  // namespace optimizer_monitor::detail
