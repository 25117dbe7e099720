// A second thread reads VmHWM of the gate and of its child while a message
// passes. The peak starts anew with each exec, so the name counts that stands
// in the same file. A program that lives for less than a round of reading may
// be missed in one message, hence many small ones.

#include "bench/memory.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <thread>

#include "base/escape.h"
#include "base/fd.h"
#include "bench/bench_site.h"
#include "bench/messages.h"

namespace sallyport::bench {

namespace {

using Peaks = std::map<std::string, long>;  // program and kB

/// A file of /proc, or what there was of it before the process went.
std::string ReadProc(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 4096> buffer;
  const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
  return n <= 0 ? "" : std::string(buffer.data(), static_cast<size_t>(n));
}

std::string_view Field(std::string_view text, std::string_view name) {
  const size_t at = text.find(name);
  if (at == std::string_view::npos) return "";
  text.remove_prefix(at + name.size());
  text.remove_prefix(std::min(text.find_first_not_of("\t "), text.size()));
  return text.substr(0, text.find('\n'));
}

void NotePeak(const std::string& pid, Peaks* peaks) {
  const std::string status = ReadProc("/proc/" + pid + "/status");
  const std::string name(Field(status, "Name:"));
  const std::string peak(Field(status, "VmHWM:"));
  if (name.starts_with("sallyport"))
    (*peaks)[name] =
        std::max((*peaks)[name], std::strtol(peak.c_str(), nullptr, 10));
}

/// Watches one gate after another until it is destroyed.
class Watcher {
 public:
  Watcher(Peaks* peaks, std::chrono::microseconds pause)
      : peaks_(peaks), pause_(pause), thread_([this] { Watch(); }) {}
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;
  ~Watcher() {
    ended_ = true;
    thread_.join();
  }

  void Follow(pid_t pid) { pid_ = pid; }

 private:
  void Watch() {
    while (!ended_) {
      const std::string pid = std::to_string(pid_.load());
      NotePeak(pid, peaks_);
      const std::string children =
          ReadProc("/proc/" + pid + "/task/" + pid + "/children");
      for (const std::string_view child : Split(children, ' '))
        if (!child.empty()) NotePeak(std::string(child), peaks_);
      std::this_thread::sleep_for(pause_);
    }
  }

  Peaks* peaks_;
  std::chrono::microseconds pause_;
  std::atomic<pid_t> pid_ = 0;
  std::atomic<bool> ended_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace

void MeasureMemory(Budget* budget) {
  struct Case {
    const char* name;
    std::string message;
    int times;
    std::chrono::microseconds pause;
  };
  const Case cases[] = {
      {"0.95 kB", TextMessage(973), 300, std::chrono::microseconds(0)},
      {"0.95 MB", AttachmentMessage(996147), 30, std::chrono::microseconds(0)},
      {"100 MB", AttachmentMessage(100 << 20), 2,
       std::chrono::microseconds(500)},
      {"100 MB, text", TextMessage(100 << 20), 2,
       std::chrono::microseconds(500)}};
  constexpr double kMostMb = 16;
  constexpr double kKbOfMb = 1024;
  const BenchSite site("queue_floor");
  std::printf("\nPeak memory (VmHWM), MB\n");
  Peaks greatest;
  for (const Case& one : cases) {
    Peaks peaks;
    {
      Watcher watcher(&peaks, one.pause);
      Server server = site.Gate();
      server.started = [&watcher](pid_t pid) { watcher.Follow(pid); };
      for (int i = 0; i < one.times; ++i) SendOnce(server, one.message);
    }
    site.CheckLastAction("handoff");
    for (const auto& [name, kb] : peaks) {
      std::printf("  %-17s %-18s %8.2f\n", one.name, name.c_str(),
                  static_cast<double>(kb) / kKbOfMb);
      greatest[name] = std::max(greatest[name], kb);
    }
  }
  for (const auto& [name, kb] : greatest)
    budget->Check("memory of " + name, static_cast<double>(kb) / kKbOfMb,
                  kMostMb, "MB");
}

}  // namespace sallyport::bench
