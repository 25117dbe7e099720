#include "state/holds.h"

#include "base/escape.h"
#include "state/side_table.h"
#include "state/side_value.h"

namespace sallyport {

namespace {

// Keys: "h" + 32 bytes, "s" + 32 bytes. Values: time of the hold, file; time
// of the first find, number of finds.
/// Stale entries looked at with each new one: the table stays as large as
/// what it remembers.
constexpr size_t kSweep = 8;

/// So many files are looked for before a message is held without any more
/// questions.
constexpr int kMostLooks = 4;

// What a transaction answers.
constexpr std::string_view kKnown = "known\t";
constexpr std::string_view kFull = "full\t";
constexpr std::string_view kCount = "count\t";
constexpr std::string_view kNeverCounted = "-";
constexpr std::string_view kReserved = "reserved";

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

/// Deletes stale entries near `near`.
void Sweep(SideTransaction* table, char letter, const std::string& near,
           WallTime now, int64_t seconds) {
  std::vector<std::string> stale;
  table->Visit(std::string(1, letter), near, kSweep,
               [&](std::string_view key, std::string_view value) {
                 if (IsOlder(ParseSideNumbers(value).first, now, seconds))
                   stale.emplace_back(key);
               });
  for (const std::string& key : stale) table->Delete(key);
}

void Remember(SideTransaction* table, const Digest& key,
              const std::string& file, WallTime now) {
  table->Put(Key('h', key), std::to_string(SideSeconds(now)) + "\t" + file);
}

/// The file it is held in, or "".
std::string KnownFile(SideTransaction* table, const Digest& key,
                      const std::string& gone, WallTime now) {
  const std::optional<std::string> held = table->Get(Key('h', key));
  if (!held) return "";
  const std::string file = held->substr(held->find('\t') + 1);
  if (file != gone &&
      !IsOlder(ParseSideNumbers(*held).first, now, kHoldMemorySeconds))
    return file;
  table->Delete(Key('h', key));
  return "";
}

/// The finds of one kind within the hour that began with the first of them.
class Finds {
 public:
  Finds(SideTransaction* table, const Digest& same, WallTime now)
      : table_(table), key_(Key('s', same)) {
    const SideNumbers numbers =
        ParseSideNumbers(table->Get(key_).value_or(""));
    const bool this_hour = !IsOlder(numbers.first, now, kSameWindowSeconds);
    since_ = this_hour ? numbers.first : SideSeconds(now);
    number_ = this_hour ? numbers.second : 0;
  }

  const std::string& key() const { return key_; }
  uint64_t number() const { return number_; }
  void Add() { Put(number_ + 1); }
  void TakeBack() {
    if (number_ > 0) Put(number_ - 1);
  }

 private:
  void Put(uint64_t number) {
    table_->Put(key_, FormatSideNumbers(since_, number, 0));
  }

  SideTransaction* table_;
  std::string key_;
  uint64_t since_ = 0;
  uint64_t number_ = 0;
};

/// One try to reserve; with `counted` it does not ask for another count.
std::string TryToReserve(SideTransaction* table, const KeepRequest& request,
                         const std::string& gone,
                         const QuarantineLimits& limits, WallTime now,
                         const StoreCount* counted) {
  if (request.key) {
    const std::string known = KnownFile(table, *request.key, gone, now);
    if (!known.empty()) return std::string(kKnown) + known;
  }
  std::optional<Finds> finds;
  if (request.same) finds.emplace(table, *request.same, now);
  if (finds && finds->number() >= limits.same)
    return std::string(kFull) + "same";
  Room room(table, request.store, now);
  if (counted != nullptr) {
    room.Take(*counted);
  } else if (room.AsksForCount(request.bytes, limits.caps)) {
    const std::optional<StoreTotals>& known = room.known();
    return std::string(kCount) +
           (known ? FormatSideNumbers(known->items, known->bytes, 0)
                  : std::string(kNeverCounted));
  }
  const std::string full = room.FullFor(request.bytes, limits.caps);
  if (!full.empty()) return std::string(kFull) + full;
  room.Reserve(request.name, request.bytes);
  if (request.key && !request.file.empty())
    Remember(table, *request.key, request.file, now);
  if (finds) finds->Add();
  return std::string(kReserved);
}

/// The totals in an answer that asks for a count.
std::optional<StoreTotals> TotalsIn(std::string_view answer) {
  answer.remove_prefix(kCount.size());
  if (answer == kNeverCounted) return std::nullopt;
  const SideNumbers numbers = ParseSideNumbers(answer);
  return StoreTotals{numbers.first, numbers.second};
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

Result<KeepAnswer> ReserveRoom(int state, const KeepRequest& request,
                               const std::string& gone,
                               const QuarantineLimits& limits, WallTime now,
                               const CountStore& count) {
  const auto attempt = [&](const StoreCount* counted) {
    return TransactSideTable(state, [&](SideTransaction* table) {
      return TryToReserve(table, request, gone, limits, now, counted);
    });
  };
  Result<std::string> said = attempt(nullptr);
  if (said.ok() && said.value().starts_with(kCount)) {
    const StoreCount counted = {TotalsIn(said.value()), count()};
    said = attempt(&counted);
  }
  if (!said.ok()) return said.error();
  const std::string& text = said.value();
  KeepAnswer answer;
  if (text.starts_with(kKnown))
    answer.known = text.substr(kKnown.size());
  else if (text.starts_with(kFull))
    answer.full = text.substr(kFull.size());
  else if (text != kReserved)
    return FormatError("side table", "a garbled answer");
  return answer;
}

Result<KeepAnswer> ReserveUnlessHeld(int state, const KeepRequest& request,
                                     const IsHeld& is_held,
                                     const QuarantineLimits& limits,
                                     WallTime now, const CountStore& count) {
  KeepRequest asked = request;
  std::string gone;
  for (int looks = 1;; ++looks) {
    Result<KeepAnswer> answer =
        ReserveRoom(state, asked, gone, limits, now, count);
    if (!answer.ok() || answer.value().known.empty()) return answer;
    gone = answer.value().known;
    if (is_held(gone)) return answer;
    // Without a key it is held by itself: twice at worst, but not never.
    if (looks == kMostLooks) asked.key.reset();
  }
}

Status ConfirmKept(int state, const KeepRequest& request,
                   const std::string& file, WallTime now) {
  const Result<std::string> done =
      TransactSideTable(state, [&](SideTransaction* table) {
        Room(table, request.store, now).Confirm(request.name, request.bytes);
        if (request.key) {
          Remember(table, *request.key, file, now);
          Sweep(table, 'h', Key('h', *request.key), now, kHoldMemorySeconds);
        }
        if (request.same)
          Sweep(table, 's', Key('s', *request.same), now, kSameWindowSeconds);
        return std::string();
      });
  return done.ok() ? Status() : Status(done.error());
}

Status CancelKept(int state, const KeepRequest& request, WallTime now) {
  const Result<std::string> done =
      TransactSideTable(state, [&](SideTransaction* table) {
        Room(table, request.store, now).Cancel(request.name);
        if (request.same) Finds(table, *request.same, now).TakeBack();
        return std::string();
      });
  return done.ok() ? Status() : Status(done.error());
}

}  // namespace sallyport
