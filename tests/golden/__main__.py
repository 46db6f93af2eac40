"""Pin the golden results anew."""

from tests.golden import PINNED, pin

if __name__ == "__main__":
    pin()
    print(f"pinned {PINNED.name}; look at `git diff` before committing it")
