// Records in memory, one after the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

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

inline constexpr std::size_t kChunkBytes = 65'536;
inline constexpr std::size_t kBytesOfAnEvent = 500;

/** A record's share of the memory allowed, in events of ordinary size. */
inline std::size_t weightOf(std::size_t bytes) noexcept { return 1 + bytes / kBytesOfAnEvent; }

/** Records one after the other. */
struct Chunk {
    std::string bytes{};
    std::size_t count = 0;
    std::size_t weight = 0;

    /** Appends a copy of a record. */
    void add(const RecordHead& head, const char* payload) {
        bytes.append(reinterpret_cast<const char*>(&head), sizeof head);
        bytes.append(payload, head.bytes);
        ++count;
        weight += weightOf(head.bytes);
    }
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

}  // namespace optimizer_monitor::detail
