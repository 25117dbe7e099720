// What the kernel has of Landlock, landlock(7).

#ifndef SALLYPORT_JAIL_LANDLOCK_H_
#define SALLYPORT_JAIL_LANDLOCK_H_

namespace sallyport::jail {

/// The version of Landlock's interface; 0 without Landlock. A kernel that does
/// not tell ends the jail if its walls are `required`.
int LandlockVersion(bool required);

}  // namespace sallyport::jail

#endif  // SALLYPORT_JAIL_LANDLOCK_H_
