package embedded

import "context"

// provideBase unpacks the distribution unless it is there and complete. The lock must be held.
func (s store) provideBase(ctx context.Context, base string, p *progress) error {
	if isComplete(base) {
		return nil
	}
	p.step("unpacking CPython %s into %s", Version, base)
	return s.publish(base, func(tree string) error {
		if err := unpack(tree); err != nil {
			return fileError("unpack CPython "+Version, base, err)
		}
		if err := relink(tree); err != nil {
			return fileError("unpack CPython "+Version, base, err)
		}
		return ctx.Err()
	})
}
