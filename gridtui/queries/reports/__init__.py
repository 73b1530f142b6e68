"""What only reports count: periods of visits, promises and whistles, difficulties, typical cases."""
