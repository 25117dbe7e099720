#include "bench/speed.h"

#include <atomic>
#include <cstdio>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "bench/bench_site.h"
#include "bench/messages.h"
#include "bench/samples.h"

namespace sallyport::bench {

namespace {

constexpr double kMs = 1000;
// Written so, the floor may take less or more than with qmail's pieces, by the
// scheduler's mood; the budget holds for both.
constexpr size_t kPipeBytes = 65536;

struct Size {
  const char* name;
  std::string message;
  Rounds rounds;
  double most_ratio;  // gate to floor; 0: no budget
  size_t write_bytes = kQmailWriteBytes;
};

std::vector<Size> Sizes() {
  const std::string large = AttachmentMessage(996147);
  return {{"0.95 kB", TextMessage(973), {300, 60, 10}, 6},
          {"48 kB", AttachmentMessage(48 * 1024), {300, 60, 10}, 6},
          {"0.95 MB", large, {100, 60, 3}, 10},
          {"0.95 MB in 64 kB", large, {100, 60, 3}, 10, kPipeBytes},
          {"100 MB", AttachmentMessage(100 << 20), {3, 120, 0}, 0}};
}

Contender Sender(const std::string& name, Server server, const Size& size) {
  server.write_bytes = size.write_bytes;
  return {name, [server, &size] { return SendOnce(server, size.message); }, {}};
}

void PrintRow(const Size& size, const Contender& contender, double floor) {
  const Samples& samples = contender.samples;
  std::printf("  %-17s %-18s %6zu %10.3f %10.3f %10.3f %8.2f\n", size.name,
              contender.name.c_str(), samples.count(),
              samples.Quantile(0.1) * kMs, samples.Median() * kMs,
              samples.Quantile(0.9) * kMs, samples.Median() / floor);
}

/// Messages a second of `clients` clients, each sending one after another.
double Throughput(const Server& server, const std::string& message, int clients,
                  int messages) {
  std::atomic<int> left = messages;
  std::mutex mutex;
  std::exception_ptr failure;
  const auto client = [&] {
    try {
      while (left.fetch_sub(1) > 0) SendOnce(server, message);
    } catch (...) {
      const std::lock_guard<std::mutex> lock(mutex);
      failure = std::current_exception();
    }
  };
  const double began = SecondsNow();
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i) threads.emplace_back(client);
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
  return messages / (SecondsNow() - began);
}

}  // namespace

void MeasureSpeed(Budget* budget) {
  const BenchSite floor("queue_floor");
  const BenchSite fsync("queue_fsync");
  std::printf(
      "\nOne message at a time, ms\n  %-17s %-18s %6s %10s %10s %10s "
      "%8s\n",
      "size", "program", "runs", "p10", "median", "p90", "/floor");
  const std::vector<Size> sizes = Sizes();
  std::vector<double> floors;
  for (const Size& size : sizes) {
    std::vector<Contender> plain = {
        Sender("floor", floor.QueueAlone(), size),
        Sender("gate + floor", floor.Gate(), size)};
    Interleave(size.rounds, &plain);
    floor.CheckLastAction("handoff");
    floors.push_back(plain[0].samples.Median());
    for (const Contender& contender : plain)
      PrintRow(size, contender, floors.back());
    if (size.most_ratio > 0)
      budget->Check(std::string("gate to floor, ") + size.name,
                    plain[1].samples.Median() / floors.back(), size.most_ratio,
                    "times");
  }
  // Behind all of those: what an fsync leaves for the file system to do is
  // done while the next messages come.
  for (size_t i = 0; i < sizes.size(); ++i) {
    std::vector<Contender> durable = {
        Sender("queue_fsync", fsync.QueueAlone(), sizes[i]),
        Sender("gate + queue_fsync", fsync.Gate(), sizes[i])};
    Interleave(sizes[i].rounds, &durable);
    for (const Contender& contender : durable)
      PrintRow(sizes[i], contender, floors[i]);
  }
}

void MeasureLoad() {
  const BenchSite floor("queue_floor");
  const std::string small = TextMessage(973);
  const std::string large = AttachmentMessage(996147);
  std::printf(
      "\nSeveral at once, messages a second (%u processors)\n"
      "  %-17s %8s %12s %14s\n",
      std::thread::hardware_concurrency(), "size", "clients", "floor",
      "gate + floor");
  for (const auto& [name, message, count] :
       {std::tuple("0.95 kB", &small, 600), std::tuple("0.95 MB", &large, 100)})
    for (const int clients : {1, 2, 8, 32})
      std::printf("  %-17s %8d %12.0f %14.0f\n", name, clients,
                  Throughput(floor.QueueAlone(), *message, clients, count),
                  Throughput(floor.Gate(), *message, clients, count));
}

}  // namespace sallyport::bench
