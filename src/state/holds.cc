#include "state/holds.h"

#include <charconv>

#include "base/escape.h"
#include "state/side_table.h"

namespace sallyport {

namespace {

// Keys: "h" + 32 bytes, "s" + 32 bytes, "t". Values: numbers in decimal and
// texts, tab-delimited.
constexpr std::string_view kTotalsKey = "t";
constexpr int64_t kRecountSeconds = 60;
/// Stale entries looked at with each new one: the table stays as large as
/// what it remembers.
constexpr size_t kSweep = 8;

std::string Key(char letter, const Digest& digest) {
  std::string key(1, letter);
  key.append(reinterpret_cast<const char*>(digest.data()), digest.size());
  return key;
}

Digest DigestOf(const std::vector<std::string_view>& fields) {
  Sha256 sum;
  for (const std::string_view field : fields) {
    sum.Update(std::to_string(field.size()));
    sum.Update(":");
    sum.Update(field);
  }
  return sum.Final();
}

/// The numbers at the front of a value; missing ones are 0.
struct Numbers {
  uint64_t first = 0;
  uint64_t second = 0;
  uint64_t third = 0;
};

Numbers ParseNumbers(std::string_view value) {
  Numbers numbers;
  uint64_t* const into[] = {&numbers.first, &numbers.second, &numbers.third};
  size_t i = 0;
  for (const std::string_view field : Split(value, '\t')) {
    if (i == 3) break;
    std::from_chars(field.data(), field.data() + field.size(), *into[i++]);
  }
  return numbers;
}

std::string FormatNumbers(uint64_t first, uint64_t second, uint64_t third) {
  return std::to_string(first) + "\t" + std::to_string(second) + "\t" +
         std::to_string(third);
}

uint64_t Seconds(WallTime now) {
  return now.seconds() < 0 ? 0 : static_cast<uint64_t>(now.seconds());
}

bool Older(uint64_t then, WallTime now, int64_t than_seconds) {
  return Seconds(now) >= then + static_cast<uint64_t>(than_seconds);
}

/// Deletes stale entries near `near`.
void Sweep(SideTransaction* table, char letter, const std::string& near,
           WallTime now, int64_t seconds) {
  std::vector<std::string> stale;
  table->Visit(std::string(1, letter), near, kSweep,
               [&](std::string_view key, std::string_view value) {
                 if (Older(ParseNumbers(value).first, now, seconds))
                   stale.emplace_back(key);
               });
  for (const std::string& key : stale) table->Delete(key);
}

/// The totals, counted anew where they are unknown or a cap is reached and
/// the last count is old.
QuarantineTotals Totals(SideTransaction* table, uint64_t bytes,
                        const QuarantineLimits& limits, WallTime now,
                        const Recount& recount) {
  const std::optional<std::string> value = table->Get(kTotalsKey);
  const Numbers known = ParseNumbers(value.value_or(""));
  QuarantineTotals totals = {known.first, known.second};
  const bool full = totals.items + 1 > limits.max_items ||
                    totals.bytes + bytes > limits.max_bytes;
  if (value && !(full && Older(known.third, now, kRecountSeconds)))
    return totals;
  if (const std::optional<QuarantineTotals> counted = recount()) {
    totals = *counted;
    table->Put(kTotalsKey,
               FormatNumbers(totals.items, totals.bytes, Seconds(now)));
  }
  return totals;
}

}  // namespace

Digest HoldKey(std::string_view stable_digest, std::string_view sender,
               const std::vector<std::string>& recipients,
               std::string_view category) {
  std::vector<std::string_view> fields = {stable_digest, sender, category};
  fields.insert(fields.end(), recipients.begin(), recipients.end());
  return DigestOf(fields);
}

Digest SameKey(std::string_view category, std::string_view finding,
               std::string_view part_sha256) {
  return DigestOf({category, finding, part_sha256});
}

Result<HoldAnswer> AskHold(int state, const Digest& key, const Digest& same,
                           uint64_t bytes, const QuarantineLimits& limits,
                           WallTime now, const Recount& recount) {
  HoldAnswer answer;
  Status status = TransactSideTable(state, [&](SideTransaction* table) {
    const std::optional<std::string> held = table->Get(Key('h', key));
    if (held && !Older(ParseNumbers(*held).first, now, kHoldMemorySeconds)) {
      answer.known = held->substr(held->find('\t') + 1);
      return;
    }
    const Numbers finds =
        ParseNumbers(table->Get(Key('s', same)).value_or(""));
    const bool same_hour = !Older(finds.first, now, kSameWindowSeconds);
    const QuarantineTotals totals =
        Totals(table, bytes, limits, now, recount);
    if (same_hour && finds.second >= limits.same)
      answer.full = "same";
    else if (totals.items + 1 > limits.max_items)
      answer.full = "max_items";
    else if (totals.bytes + bytes > limits.max_bytes)
      answer.full = "max_bytes";
  });
  if (!status.ok()) return status.error();
  return answer;
}

Status RememberHold(int state, const Digest& key, const Digest& same,
                    uint64_t bytes, const std::string& file, WallTime now) {
  return TransactSideTable(state, [&](SideTransaction* table) {
    const std::string hold = Key('h', key);
    const std::string finds = Key('s', same);
    table->Put(hold, std::to_string(Seconds(now)) + "\t" + file);
    const Numbers before = ParseNumbers(table->Get(finds).value_or(""));
    const bool same_hour = !Older(before.first, now, kSameWindowSeconds);
    table->Put(finds, FormatNumbers(same_hour ? before.first : Seconds(now),
                                    same_hour ? before.second + 1 : 1, 0));
    // Unknown totals stay unknown: the next one to ask has them counted.
    if (const std::optional<std::string> value = table->Get(kTotalsKey)) {
      const Numbers totals = ParseNumbers(*value);
      table->Put(kTotalsKey,
                 FormatNumbers(totals.first + 1, totals.second + bytes,
                               totals.third));
    }
    Sweep(table, 'h', hold, now, kHoldMemorySeconds);
    Sweep(table, 's', finds, now, kSameWindowSeconds);
  });
}

Status ForgetHold(int state, const Digest& key) {
  return TransactSideTable(state, [&](SideTransaction* table) {
    table->Delete(Key('h', key));
  });
}

}  // namespace sallyport
