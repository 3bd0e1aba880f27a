// The one client of a process: what it records, where it goes, and what happens at a fork, an exit and a fatal error.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <mutex>
#include <new>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#ifdef _WIN32
#include <process.h>
#else
#include <pthread.h>
#endif

#include "sender.hpp"

namespace optimizer_monitor::detail {

inline constexpr milliseconds kExitPatience{2'000};

inline std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

/** How many events may wait; the environment can say another number than 100,000. */
inline std::size_t capacity() {
    const long wanted = std::atol(environment("OPTIMIZER_MONITOR_BUFFER").c_str());
    return wanted == 0 ? 100'000 : static_cast<std::size_t>(std::clamp(wanted, 100L, 10'000'000L));
}

/** 128 random bits in hexadecimal. */
inline std::string randomId() {
    constexpr char kHex[] = "0123456789abcdef";
    std::uint64_t state = static_cast<std::uint64_t>(Clock::now().time_since_epoch().count());
    std::string id;
    for (int word = 0; word < 4; ++word) {
        state = state * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u;
        auto bits = static_cast<std::uint32_t>(state >> 32);
        try {
            bits ^= std::random_device()();
        } catch (...) {
            // No source of randomness: the clock has to do.
        }
        for (int digit = 0; digit < 8; ++digit, bits >>= 4) id += kHex[bits & 15];
    }
    return id;
}

/** The program's command line, where the system tells it. */
inline std::string commandLine() {
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    char text[300];
    file.read(text, sizeof text);
    std::string line(text, static_cast<std::size_t>(file.gcount()));
    std::replace(line.begin(), line.end(), '\0', ' ');
    return line.substr(0, line.find_last_not_of(' ') + 1);
}

/** Records what the program reports. Nothing here waits for the engine, except `flush` and `close`. */
class Client {
public:
    /** `inherited` is the client of the process that this one was forked from: its threads' memory cannot be freed. */
    Client(Endpoint endpoint, Client* inherited)
        : inherited_(inherited),
          buffer_(capacity()),
          sender_(std::move(endpoint), buffer_, timers_, [this] { return hello(); }) {
        sender_.start();
    }

    std::string beginRun(std::string_view algorithm, const RunOptions& options) {
        std::string run = id_.substr(0, 12) + '-' + std::to_string(++runs_);
        recordText(Kind::protectedText, runStart(run, algorithm, options, unixTime()));
        const std::lock_guard lock(runsMutex_);
        openRuns_.push_back(run);
        return run;
    }

    void endRun(const std::string& run, const End& end) {
        {
            const std::lock_guard lock(runsMutex_);
            openRuns_.erase(std::remove(openRuns_.begin(), openRuns_.end(), run), openRuns_.end());
        }
        recordText(Kind::protectedText, runEnd(run, end, unixTime()));
    }

    template <class Write>
    void record(Kind kind, Write&& write) noexcept {
        if (!isClosed_.load(std::memory_order_relaxed)) buffer_.append(kind, unixTime(), write);
    }

    void recordText(Kind kind, const std::string& text) noexcept {
        record(kind, [&text](std::string& out) { out += text; });
    }

    void countDropped() noexcept { buffer_.countDropped(); }
    bool flush(milliseconds patience) { return !isClosed_ && sender_.flush(patience, false); }
    Timers& timers() noexcept { return timers_; }

    /** A program that dies of an error ends its runs with it. */
    void failOpenRuns(const std::string& message) {
        const std::unique_lock lock(runsMutex_, std::try_to_lock);
        if (!lock.owns_lock()) return;
        End end;
        end.status = Status::failed;
        end.termination = "error";
        end.message = message;
        for (const std::string& run : openRuns_) recordText(Kind::protectedText, runEnd(run, end, unixTime()));
        openRuns_.clear();
    }

    /** Says goodbye and waits for the engine, so long at most; nothing is recorded afterwards. */
    void close(milliseconds patience) {
        recordText(Kind::protectedText, "{\"type\":\"bye\"}");
        isClosed_ = true;
        sender_.flush(patience, true);
        sender_.stop();
    }

    /** In a forked child, whose client this is not. */
    void abandon() noexcept { sender_.abandon(); }

private:
    std::string hello() const {
        std::string out = "{\"type\":\"hello\",\"protocol\":1";
        addText(out, "client", std::string("c++ ") + kVersion);
        addText(out, "id", id_);
#ifdef _WIN32
        addNumber(out, "pid", ::_getpid());
#else
        addNumber(out, "pid", ::getpid());
        addNumber(out, "ppid", ::getppid());
        char host[256] = "";
        if (::gethostname(host, sizeof host - 1) == 0) addText(out, "host", host);
#endif
        if (const std::string line = commandLine(); !line.empty()) addText(out, "argv", line);
        addGivenText(out, "session", session_);
        addGivenText(out, "token", token_);
        endEvent(out, unixTime());
        return out + '\n';
    }

    [[maybe_unused]] Client* const inherited_;
    const std::string id_ = randomId();
    // Read once by the thread that makes the client: the program may change its environment while another one reads it.
    const std::string session_ = environment("OPTIMIZER_MONITOR_SESSION");
    const std::string token_ = environment("OPTIMIZER_MONITOR_TOKEN");
    RecordBuffer buffer_;
    Timers timers_;
    Sender sender_;
    std::atomic<bool> isClosed_{false};
    std::atomic<std::uint64_t> runs_{0};
    std::mutex runsMutex_;
    std::vector<std::string> openRuns_;
};

/** The process's client. It is never deleted: threads may use it until the very end. */
struct Process {
    std::mutex making;
    std::atomic<bool> isKnown{false};
    std::atomic<Client*> client{nullptr};
    /** Those of the processes that this one was forked from. */
    Client* inherited = nullptr;
    std::terminate_handler previousTerminate = nullptr;
    bool isFollowed = false;
};

inline Process& process() noexcept {
    // Never destroyed either.
    alignas(Process) static unsigned char memory[sizeof(Process)];
    static Process* const process = new (memory) Process;
    return *process;
}

/** At the exit everything is delivered, waiting two seconds at most. */
struct AtExit {
    ~AtExit() {
        try {
            if (Client* const client = process().client.load(); client != nullptr) client->close(kExitPatience);
        } catch (...) {
            // Whatever went wrong here is not the program's.
        }
    }
};

/** Made before `main`, so that whatever is made in it still reports when it is destroyed at the exit. */
inline const AtExit atExit;

#ifndef _WIN32
inline void beforeFork() {
    process().making.lock();
    forkMutex().lock();
}

inline void afterForkInParent() {
    forkMutex().unlock();
    process().making.unlock();
}

/** The child makes a client of its own when it first reports. */
inline void afterForkInChild() {
    if (Client* const client = process().client.exchange(nullptr); client != nullptr) {
        client->abandon();
        process().inherited = client;
        process().isKnown = false;
    }
    afterForkInParent();
}

/** Done before `main`, since a fork must not come while another thread makes the first client. */
inline const bool followsForks = (process(), ::pthread_atfork(beforeFork, afterForkInParent, afterForkInChild) == 0);
#endif

/** The text of the exception that ends the program. */
inline std::string describeCurrentException() {
    const std::exception_ptr error = std::current_exception();
    if (error == nullptr) return "terminated";
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& exception) {
        return exception.what();
    } catch (...) {
        return "an exception that is no std::exception";
    }
}

/** An uncaught exception ends the program without leaving its blocks, so their runs are ended here. */
[[noreturn]] inline void onTerminate() {
    try {
        if (Client* const client = process().client.load(); client != nullptr) {
            client->failOpenRuns(describeCurrentException());
            client->close(kExitPatience);
        }
    } catch (...) {
        // The program's own error is the one to be seen.
    }
    if (process().previousTerminate != nullptr) process().previousTerminate();
    std::abort();
}

inline void followProcess() {
    if (process().isFollowed) return;
    process().isFollowed = true;
    startSockets();
    process().previousTerminate = std::set_terminate(onTerminate);
}

inline Client* makeClient() noexcept {
    Process& state = process();
    const std::lock_guard lock(state.making);
    if (state.isKnown) return state.client;
    try {
        Endpoint endpoint;
        if (Endpoint::parse(environment("OPTIMIZER_MONITOR_ENDPOINT"), endpoint)) {
            followProcess();
            state.client = new Client(std::move(endpoint), state.inherited);
        }
    } catch (...) {
        // No memory or no thread: the program runs unmonitored.
    }
    state.isKnown = true;
    return state.client;
}

/** The client that the environment describes, or null where there is nobody to report to. */
inline Client* client() noexcept {
    Process& state = process();
    return state.isKnown.load(std::memory_order_acquire) ? state.client.load(std::memory_order_relaxed) : makeClient();
}

/** Whether this is still the process's client: in a forked child it is not. Makes no new one. */
inline bool isPresent(const Client* client) noexcept {
    return client != nullptr && process().client.load(std::memory_order_relaxed) == client;
}

/** Does something with the client, if there is one; what could not be done counts as dropped. */
template <class Action>
void quietly(Action&& action) noexcept {
    Client* const there = client();
    if (there == nullptr) return;
    try {
        action(*there);
    } catch (...) {
        there->countDropped();
    }
}

}  // namespace optimizer_monitor::detail
