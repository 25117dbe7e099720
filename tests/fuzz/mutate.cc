// What drives a target where there is no libFuzzer: every seed as it is, then
// RUNS inputs made of seeds by changes that are the same each time.
//
//   TARGET RUNS SEEDS

#include <sanitizer/common_interface_defs.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/property.h"

namespace {

namespace fs = std::filesystem;

constexpr size_t kMostBytes = 20000;
constexpr size_t kMostChanges = 5;

std::string g_input;
std::string g_where;

/// Keeps the input that ended the process.
void KeepInput() {
  std::ofstream(g_where, std::ios::binary) << g_input;
  std::fprintf(stderr, "the input is in %s\n", g_where.c_str());
}

std::vector<std::string> ReadSeeds(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> seeds;
  for (const fs::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(in),
                       std::istreambuf_iterator<char>());
  }
  return seeds;
}

class Mutation {
 public:
  explicit Mutation(const std::vector<std::string>& seeds) : seeds_(seeds) {}

  std::string Next() {
    std::string input = Any();
    const size_t changes = 1 + Below(kMostChanges);
    for (size_t i = 0; i < changes; ++i) Change(&input);
    input.resize(std::min(input.size(), kMostBytes));
    return input;
  }

 private:
  size_t Below(size_t end) { return end == 0 ? 0 : random_() % end; }
  const std::string& Any() { return seeds_[Below(seeds_.size())]; }

  void Change(std::string* input) {
    const size_t at = Below(input->size());
    const size_t length = Below(std::min<size_t>(input->size() - at, 64) + 1);
    switch (Below(6)) {
      case 0:
        if (!input->empty()) (*input)[at] = static_cast<char>(Below(256));
        break;
      case 1:
        if (!input->empty())
          (*input)[at] = static_cast<char>(
              static_cast<unsigned char>((*input)[at]) ^ (1U << Below(8)));
        break;
      case 2:
        input->erase(at, length);
        break;
      case 3:
        input->insert(at, input->substr(at, length));
        break;
      case 4:
        input->resize(at);
        break;
      case 5: {
        const std::string& other = Any();
        const size_t from = Below(other.size());
        input->insert(at, other, from, 1 + Below(256));
        break;
      }
    }
  }

  const std::vector<std::string>& seeds_;
  std::mt19937 random_{1};  // the same each time
};

void Try(std::string input) {
  g_input = std::move(input);
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(g_input.data()),
                         g_input.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  g_where = std::string(argv[0]) + ".found";
  __sanitizer_set_death_callback(KeepInput);
  std::signal(SIGABRT, [](int) {
    KeepInput();
    std::_Exit(1);
  });
  const std::vector<std::string> seeds = ReadSeeds(argv[2]);
  if (seeds.empty()) return 2;
  for (const std::string& seed : seeds) Try(seed);
  Mutation mutation(seeds);
  for (long run = std::atol(argv[1]); run > 0; --run) Try(mutation.Next());
  return 0;
}
