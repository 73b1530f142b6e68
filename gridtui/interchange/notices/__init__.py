"""The notice board 公示牌 at a building's door: who serves it and how to reach them, as Word and PDF."""
