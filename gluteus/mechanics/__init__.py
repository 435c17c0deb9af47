"""How the gluteus medius works: single-leg stance (`stance`) and hip moment arms (`moment_arms`)."""
