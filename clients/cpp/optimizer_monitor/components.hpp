// Timing a section of the program for as long as an object lives.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "client.hpp"

namespace optimizer_monitor::detail {

/** This thread's components, of the process's present client. */
struct ThreadState {
    const Client* client = nullptr;
    std::shared_ptr<ThreadTimers> timers{};
    ThreadState() = default;
    ThreadState(const ThreadState&) = delete;
    ThreadState& operator=(const ThreadState&) = delete;
    ~ThreadState();
};

/** Whether this thread's state is gone: destructors of static objects come later than that of the thread's. */
inline thread_local bool isThreadStateGone = false;

inline ThreadState::~ThreadState() { isThreadStateGone = true; }

inline ThreadState& threadState() {
    static thread_local ThreadState state;
    return state;
}

/** The timers of this thread; null where there is nothing to report to, or no longer. */
inline std::shared_ptr<ThreadTimers> threadTimers(Client& client) {
    if (isThreadStateGone) return nullptr;
    ThreadState& state = threadState();
    if (state.client != &client) {
        state.timers = client.timers().addThread();
        state.client = &client;
    }
    return state.timers;
}

/** The component that this thread is in; empty where it is in none. */
inline std::string_view currentComponent(Client& client) {
    if (isThreadStateGone || threadState().client != &client) return {};
    const Timer* const current = threadState().timers->current;
    return current == nullptr ? std::string_view() : std::string_view(current->first.name);
}

}  // namespace optimizer_monitor::detail

#if defined(__GNUC__) || defined(__clang__) || (defined(_MSC_VER) && _MSC_VER >= 1926)
#define OPTIMIZER_MONITOR_FILE __builtin_FILE()
#define OPTIMIZER_MONITOR_LINE __builtin_LINE()
#else
#define OPTIMIZER_MONITOR_FILE nullptr
#define OPTIMIZER_MONITOR_LINE 0
#endif

namespace optimizer_monitor {

/**
 * Times a section until its end or `stop`: `om::Component timer("Evaluation");`. One inside another becomes its
 * child, in each thread by itself. Costs two looks at the clock and a lock that nearly always is free.
 */
class Component {
public:
    explicit Component(std::string_view name, const char* file = OPTIMIZER_MONITOR_FILE,
                       int line = OPTIMIZER_MONITOR_LINE) noexcept {
        detail::quietly([&](detail::Client& client) {
            timers_ = detail::threadTimers(client);
            if (timers_ == nullptr) return;
            outer_ = timers_->current;
            timer_ = timers_->find(name, {file, line});
            if (timer_ == nullptr) return;
            timers_->current = timer_;
            client_ = &client;
            begin_ = detail::Clock::now();
        });
    }

    Component(const Component&) = delete;
    Component& operator=(const Component&) = delete;
    ~Component() { stop(); }

    /** Ends the timing before the end of the block; a second call does nothing. */
    void stop() noexcept {
        if (timer_ == nullptr) return;
        const std::chrono::duration<double> duration = detail::Clock::now() - begin_;
        detail::Timer& timer = *timer_;
        timer_ = nullptr;
        // In a forked child, a section that the parent began is the parent's.
        if (!detail::isPresent(client_)) return;
        timers_->add(timer, duration.count());
        const bool isOwnThread = !detail::isThreadStateGone && detail::threadState().timers == timers_;
        if (isOwnThread && timers_->current == &timer) timers_->current = outer_;
    }

private:
    detail::Client* client_ = nullptr;
    std::shared_ptr<detail::ThreadTimers> timers_{};
    detail::Timer* timer_ = nullptr;
    detail::Timer* outer_ = nullptr;
    detail::Clock::time_point begin_{};
};

}  // namespace optimizer_monitor
