#include "state/room.h"

#include <vector>

#include "state/side_value.h"

namespace sallyport {

namespace {

// Keys: "t" + store; "r" + store + name. Values: items, bytes, time of the
// count; time, bytes.
constexpr int64_t kRecountSeconds = 60;
/// Longer than any gate lives: deadline_seconds is 3600 at most.
constexpr int64_t kReservationSeconds = 2 * 3600;
constexpr size_t kMostReservations = 10000;

uint64_t Growth(uint64_t before, uint64_t after) {
  return after > before ? after - before : 0;
}

}  // namespace

Room::Room(SideTransaction* table, Store store, WallTime now)
    : table_(table), store_(static_cast<char>(store)), now_(now) {
  if (const auto value = table_->Get(std::string("t") + store_)) {
    const SideNumbers numbers = ParseSideNumbers(*value);
    known_ = {numbers.first, numbers.second};
    counted_at_ = numbers.third;
  }
  GatherReservations();
}

std::string Room::ReservationKey(const std::string& name) const {
  return std::string("r") + store_ + name;
}

void Room::GatherReservations() {
  std::vector<std::string> given_up;
  const std::string front = ReservationKey("");
  table_->Visit(front, front, kMostReservations,
                [&](std::string_view key, std::string_view value) {
                  const SideNumbers numbers = ParseSideNumbers(value);
                  if (IsOlder(numbers.first, now_, kReservationSeconds)) {
                    given_up.emplace_back(key);
                    return;
                  }
                  ++reserved_.items;
                  reserved_.bytes += numbers.second;
                });
  for (const std::string& key : given_up) table_->Delete(key);
}

void Room::PutKnown() {
  table_->Put(std::string("t") + store_,
              FormatSideNumbers(known_->items, known_->bytes, counted_at_));
}

std::string Room::FullFor(uint64_t bytes, const StoreCaps& caps) const {
  const StoreTotals known = known_.value_or(StoreTotals());
  if (known.items + reserved_.items + 1 > caps.max_items) return "items";
  if (known.bytes + reserved_.bytes + bytes > caps.max_bytes) return "bytes";
  return "";
}

bool Room::AsksForCount(uint64_t bytes, const StoreCaps& caps) {
  if (!known_) return true;
  if (FullFor(bytes, caps).empty() ||
      !IsOlder(counted_at_, now_, kRecountSeconds))
    return false;
  counted_at_ = SideSeconds(now_);
  PutKnown();
  return true;
}

void Room::Take(const StoreCount& count) {
  if (!count.found) return;
  // Somebody else's first count is as good.
  if (known_ && !count.before) return;
  StoreTotals totals = *count.found;
  // What was confirmed while it was counted may have been seen or not.
  if (known_) {
    totals.items += Growth(count.before->items, known_->items);
    totals.bytes += Growth(count.before->bytes, known_->bytes);
  }
  known_ = totals;
  counted_at_ = SideSeconds(now_);
  PutKnown();
}

void Room::Reserve(const std::string& name, uint64_t bytes) {
  table_->Put(ReservationKey(name),
              FormatSideNumbers(SideSeconds(now_), bytes, 0));
}

void Room::Confirm(const std::string& name, uint64_t bytes) {
  Cancel(name);
  // What is unknown stays so: the next one to ask counts.
  if (!known_) return;
  ++known_->items;
  known_->bytes += bytes;
  PutKnown();
}

void Room::Cancel(const std::string& name) {
  table_->Delete(ReservationKey(name));
}

}  // namespace sallyport
