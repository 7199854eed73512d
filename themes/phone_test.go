package themes_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// twoScreens is the height of two screens of a common phone, in CSS pixels.
const twoScreens = 2 * 844

// Whoever reads an account on a phone finds the first step to take, and whom to ask,
// without going further than two screens.
func TestAPhoneShowsStepAndContactWithinTwoScreens(t *testing.T) {
	ctx := browser(t)
	size := emulation.SetDeviceMetricsOverrideParams{Width: 390, Height: 844, DeviceScaleFactor: 1, Mobile: true}
	if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, size); err != nil {
		t.Fatal(err)
	}
	for _, site := range sites {
		address := serve(t, built(t, site.name))
		for _, p := range site.pages {
			if !account.MatchString(p) {
				continue
			}
			t.Run(site.name+"/"+p, func(t *testing.T) {
				for what, selector := range map[string]string{"step": ".do li", "contact": ".ask a[href^='tel:'],.ask a[href^='mailto:'],.reach a"} {
					script := fmt.Sprintf(`document.querySelector(%q)?.getBoundingClientRect().bottom ?? 0`, selector)
					if _, err := chromedp.Run(ctx, chromedp.Navigate(address+"/"+p)); err != nil {
						t.Fatal(err)
					}
					bottom, err := chromedp.Run(ctx, chromedp.Evaluate[float64](script))
					if err != nil {
						t.Fatal(err)
					}
					if bottom > twoScreens {
						t.Errorf("the first %s ends at %.0f pixels, below %d", what, bottom, twoScreens)
					}
					if bottom == 0 && what == "contact" {
						t.Error("there is nobody to ask")
					}
				}
			})
		}
	}
}
