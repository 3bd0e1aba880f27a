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

namespace optimizer_monitor::detail {

/** How a record is written in memory; those that begin or end a run are texts that must not be dropped. */
enum class Kind : std::uint8_t { text, protectedText, iteration, front, metric, data };

/** What precedes the bytes of each record. */
struct RecordHead {
    /** Unix seconds. */
    double time = 0;
    std::uint32_t bytes = 0;
    Kind kind = Kind::text;
};

/** Records one after the other. */
struct Chunk {
    std::string bytes{};
    std::size_t count = 0;
    /** Its share of the memory allowed, in events of ordinary size. */
    std::size_t weight = 0;
};

/** Reads the records in a chunk's bytes, in order. */
class ChunkReader {
public:
    ChunkReader() = default;
    explicit ChunkReader(const Chunk& chunk) : rest_(chunk.bytes) {}

    bool next(RecordHead& head, const char*& payload) noexcept {
        if (rest_.empty()) return false;
        std::memcpy(&head, rest_.data(), sizeof head);
        payload = rest_.data() + sizeof head;
        rest_.remove_prefix(sizeof head + head.bytes);
        return true;
    }

private:
    std::string_view rest_;
};

/**
 * The program's threads append, one other thread takes. When it is full, the oldest events go, but not those that begin
 * or end a run: these go only where they alone are three times the bound. The lock is held for a few copied bytes.
 */
class RecordBuffer {
public:
    explicit RecordBuffer(std::size_t capacity) : capacity_(capacity) {}

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
        std::deque<Chunk>& from = kept_.empty() ? chunks_ : kept_;
        if (from.empty()) return false;
        (kept_.empty() ? weight_ : keptWeight_) -= from.front().weight;
        waiting_ -= from.front().count;
        chunk = std::move(from.front());
        from.pop_front();
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
    static constexpr std::size_t kChunkBytes = 65'536;
    static constexpr std::size_t kBytesOfAnEvent = 500;

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
            count(chunk, weight_, size);
            ++waiting_;
            while (weight_ > capacity_ && chunks_.size() > 1) dropOldest();
            return true;
        } catch (...) {
            return false;
        }
    }

    static void count(Chunk& chunk, std::size_t& total, std::size_t bytes) noexcept {
        const std::size_t weight = 1 + bytes / kBytesOfAnEvent;
        ++chunk.count;
        chunk.weight += weight;
        total += weight;
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
        ChunkReader reader(chunks_.front());
        RecordHead head;
        const char* payload = nullptr;
        while (reader.next(head, payload)) {
            if (head.kind == Kind::protectedText) {
                keep(head, payload);
            } else {
                --waiting_;
                ++dropped_;
            }
        }
        weight_ -= chunks_.front().weight;
        chunks_.pop_front();
        while (keptWeight_ > 3 * capacity_ && kept_.size() > 1) {
            waiting_ -= kept_.front().count;
            dropped_ += kept_.front().count;
            keptWeight_ -= kept_.front().weight;
            kept_.pop_front();
        }
    }

    void keep(const RecordHead& head, const char* payload) {
        if (kept_.empty() || kept_.back().bytes.size() >= kChunkBytes) kept_.emplace_back();
        Chunk& chunk = kept_.back();
        chunk.bytes.append(reinterpret_cast<const char*>(&head), sizeof head);
        chunk.bytes.append(payload, head.bytes);
        count(chunk, keptWeight_, head.bytes);
    }

    const std::size_t capacity_;
    mutable std::mutex mutex_;
    std::deque<Chunk> chunks_;
    /** Of chunks that were dropped, what must not be dropped: older than all others. */
    std::deque<Chunk> kept_;
    std::size_t weight_ = 0, keptWeight_ = 0;
    std::uint64_t pushed_ = 0, waiting_ = 0, dropped_ = 0;
};

}  // namespace optimizer_monitor::detail
